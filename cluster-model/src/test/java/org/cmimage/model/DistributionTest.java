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
    "opensuse-tumbleweed, 20261101,",
    "debian, '',",
    "../x, 1,"
  })
  void osReleaseNamesADistribution(String id, String version, String expected) {
    assertThat(Distribution.ofOsRelease(id, version).map(Distribution::id))
        .isEqualTo(Optional.ofNullable(expected));
  }
}
