package org.cmimage.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DistributionTest {
  @ParameterizedTest
  @CsvSource({
    "rocky9u3, rhel9, 3",
    "centos8, rhel8,",
    "almalinux9u5, rhel9, 5",
    "oraclelinux9u2, rhel9, 2",
    "rhel8u10, rhel8, 10",
    "rhel9, rhel9,",
    "sles15sp6, sles15, 6",
    "opensuse15u6, sles15, 6",
    "opensuse42u3, opensuse42, 3",
    "ubuntu2404, ubuntu2404,",
    "debian12, debian12,",
    "Debian12, debian12,"
  })
  void familyLeavesOutThePointReleaseAndTheRebuildersName(
      String spelling, String family, String pointRelease) {
    Distribution distribution = Distribution.parse(spelling);
    assertThat(distribution.family()).isEqualTo(family);
    assertThat(distribution.pointRelease()).isEqualTo(Optional.ofNullable(pointRelease));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "debian",
        "12",
        "debian-12",
        "../debian12",
        "debian12/x",
        "rhel9u",
        "rhel9.3",
        "débian12"
      })
  void textThatWouldNotMakeADirectoryNameIsRefused(String text) {
    assertThat(Distribution.find(text)).isEmpty();
    assertThatThrownBy(() -> Distribution.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("not a distribution: \"" + text + "\"");
  }

  @ParameterizedTest
  @CsvSource({
    "debian, 12, debian12",
    "ubuntu, 24.04, ubuntu2404",
    "rhel, 9.3, rhel9u3",
    "rocky, 9.3, rocky9u3",
    "ol, 9.2, oraclelinux9u2",
    "centos, 9, centos9",
    "sles, 15.6, sles15sp6",
    "sles, 15, sles15",
    "sles_sap, 15.5, sles15sp5",
    "opensuse-leap, 15.6, opensuse15u6",
    "opensuse, 42.3, opensuse42u3",
    "opensuse-tumbleweed, 20261101, opensusetumbleweed0",
    "opensuse-leap, 16.0, opensuse16u0",
    "sle_hpc, 15.5, sles15sp5",
    "sled, 15.6, sled15u6",
    "sle-micro, 5.5, slemicro5u5",
    "debian, '', debian0",
    "alpine, 3.19.1, alpine3u19u1",
    "alpine, 3.21.0_alpha20240923, alpine3u21u0",
    "arch, '', arch0",
    "arch, 20241117.0.280510, arch0",
    "gentoo, 2.15, gentoo0",
    "nixos, 24.05, nixos2405",
    "openEuler, 22.03, openeuler2203",
    "kylin, V10, kylin10",
    "fedora, 41, fedora41",
    "fedora, rawhide, fedora0",
    "fedora, eln, fedora0",
    "centos, 10, centos10",
    "amzn, 2023, amzn2023",
    "amzn, 2018.03, amzn2018u03",
    "photon, 5.0, photon5u0",
    "azurelinux, 3.0, azurelinux3u0",
    "mariner, 2.0.20240101, mariner2u0u20240101",
    "poky, 4.0.9, poky4u0u9",
    "poky, 5.0+snapshot-6a2b, poky5u0",
    "nodistro, nodistro.0, nodistro0",
    "slackware, 15.0+, slackware15u0",
    "linuxmint, 21.3, linuxmint21u3",
    "kali, 2024.1, kali2024u1",
    "flatcar, 3815.2.0, flatcar3815u2u0",
    "clear-linux-os, 41780, clearlinuxos41780",
    "k3os, 0.21, kos0u21",
    "ubuntu, 24.04.1, ubuntu2404u1",
    "x, 20241129133000.5, x20241129133000u5",
    "x, 123456789012.123456789012.123456789012.1, x123456789012u123456789012u123456789012",
    "x, 12345678901234567890123456789012345678901,",
    "../x, 1,",
    "'', 1,",
    "42, 1,"
  })
  void osReleaseNamesADistribution(String id, String version, String expected) {
    assertThat(Distribution.ofOsRelease(id, version).map(Distribution::id))
        .isEqualTo(Optional.ofNullable(expected));
  }

  @ParameterizedTest
  @CsvSource({
    "debian, '', trixie, debian13",
    "debian, '', forky, debian14",
    "debian, '', later, debian0",
    "debian, 12, trixie, debian12",
    "ubuntu, '', noble, ubuntu0"
  })
  void theCodenameCountsWhereDebianHasNoNumber(
      String id, String version, String codename, String expected) {
    assertThat(Distribution.ofOsRelease(id, version, codename))
        .hasValue(Distribution.parse(expected));
  }

  @ParameterizedTest
  @CsvSource({
    "alpine3u19u1, alpine3, true",
    "alpine3u19u1, alpine3u19, true",
    "alpine3u19u1, alpine3u19u1, true",
    "alpine3u19u1, alpine3u1, false",
    "alpine3u19, alpine3u19u1, false",
    "rhel9u30, rhel9u3, false",
    "arch0, arch0, true"
  })
  void aPointReleaseIsOfTheOneThatItsFirstNumbersName(
      String found, String requested, boolean expected) {
    assertThat(Distribution.parse(found).hasPointReleaseOf(Distribution.parse(requested)))
        .isEqualTo(expected);
  }
}
