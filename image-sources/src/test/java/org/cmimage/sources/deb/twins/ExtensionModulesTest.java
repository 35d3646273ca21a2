package org.cmimage.sources.deb.twins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.cmimage.sources.deb.twins.ExtensionModules.PERL;
import static org.cmimage.sources.deb.twins.ExtensionModules.PYTHON;

import java.util.List;
import org.cmimage.sources.deb.control.BinaryPackage;
import org.cmimage.sources.deb.control.PackageLines;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Packages with the dependencies that they have in Debian 12. */
class ExtensionModulesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "libsocket6-perl 1; Depends: perl (>= 5.36.0-6), perlapi-5.36.0, libc6 (>= 2.17)",
        "liblocale-gettext-perl 1; Pre-Depends: perl-base (>= 5.36), perlapi-5.36.0, libc6",
      })
  void perlModulesAreToldByItsInterface(String line) throws Exception {
    assertThat(PERL.areIn(PackageLines.binary(line))).isTrue();
    assertThat(PYTHON.areIn(PackageLines.binary(line))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "python3-yaml 6.0; Depends: python3 (<< 3.12), python3 (>= 3.11~), python3:any, libc6",
        "python3-bcrypt 3; Depends: python3 (>= 3~), python3:any, libc6 (>= 2.34)",
        "borgbackup2 2; Depends: python3 (<< 3.12), python3 (>= 3.11~)",
      })
  void pythonModulesAreToldByItsVersionOrTheirName(String line) throws Exception {
    assertThat(PYTHON.areIn(PackageLines.binary(line))).isTrue();
    assertThat(PERL.areIn(PackageLines.binary(line))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "python3-minimal 3.11; Pre-Depends: python3.11-minimal (>= 3.11.2); Depends: dpkg",
        "python3 3.11; Depends: python3.11 (>= 3.11.2-1~), libpython3-stdlib (= 3.11.2)",
        "nfs-common 2; Depends: python3, libc6 (>= 2.34)",
        "environment-modules 5; Depends: python3 (>= 3.5), tcl",
        "infiniband-diags 44; Depends: perl:any, libc6",
        "libperl5.36 5.36; Depends: perl-modules-5.36 (>= 5.36.0), libc6",
      })
  void programsAndInterpretersHaveNone(String line) throws Exception {
    assertThat(PERL.areIn(PackageLines.binary(line))).isFalse();
    assertThat(PYTHON.areIn(PackageLines.binary(line))).isFalse();
  }

  @Test
  void interpretersAreKnown() {
    assertThat(List.of("perl", "perl-base"))
        .allMatch(name -> PERL.areLoadedBy(PackageLines.binary(name + " 1")));
    assertThat(List.of("python3.11", "python3.9-minimal", "libpython3.13-stdlib"))
        .allMatch(name -> PYTHON.areLoadedBy(PackageLines.binary(name + " 1")));
    BinaryPackage module = PackageLines.binary("python3-yaml 1");
    assertThat(PYTHON.areLoadedBy(module)).isFalse();
    assertThat(PERL.areLoadedBy(module)).isFalse();
  }
}
