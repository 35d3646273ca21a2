package org.cmimage.sources.deb.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.spi.PackageSystem.Updates;
import org.cmimage.sources.deb.control.PackageLines;
import org.cmimage.sources.deb.installed.InstalledPackages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Changes of a system that are refused: one error each, with its remedy. */
class RefusalsTest {
  private static final String[] OFFERED = {
    "libc6 1; Priority: optional",
    "dpkg 1; Essential: yes; Depends: libc6",
    "tzdata 1; Priority: required; Depends: base",
    "base 1",
    "bash 2",
    "nginx 1; Depends: bash (>= 2)",
    "old 1",
    "needs-old 1; Depends: old (= 1)",
    "clash 1; Conflicts: nginx",
  };

  @ParameterizedTest
  @ValueSource(
      strings = {
        "install ok unpacked",
        "install ok half-configured",
        "install reinstreq half-installed",
        "install reinstreq installed"
      })
  void aSystemThatIsNotFinished(String status) throws IOException {
    assertRefused(
        TestPackages.installed(status + " | bash 1", "base 1"),
        request("nginx"),
        ErrorCode.IMAGE_INCOMPLETE,
        "bash 1 (" + status + ")");
  }

  @Test
  void namesThatAreUnknownAllAtOnce() throws IOException {
    FaultException e =
        refused(
            TestPackages.installed("bash 1"),
            new TransactionRequest(
                List.of("ngnix", "bash"), List.of("bsh"), Updates.NONE, Set.of(), Set.of()));
    assertThat(e.code()).isEqualTo(ErrorCode.PACKAGE_UNKNOWN);
    assertThat(e.getMessage().lines())
        .containsExactly(
            "cannot install package ngnix: no repository has it; similar are nginx",
            "cannot remove package bsh: it is not installed; similar are bash");
  }

  @ParameterizedTest
  @ValueSource(strings = {"dpkg", "tzdata", "libc6", "base"})
  void removingWhatEverySystemHas(String name) throws IOException {
    assertRefused(
        TestPackages.installed(
            "libc6 1", "dpkg 1; Essential: yes; Depends: libc6",
            "tzdata 1; Priority: required; Depends: base", "base 1"),
        new TransactionRequest(List.of(), List.of(name), Updates.NONE, Set.of(), Set.of()),
        ErrorCode.PACKAGE_ESSENTIAL,
        name);
  }

  @Test
  void excludingWhatIsEssential() throws IOException {
    assertRefused(
        TestPackages.installed("base 1"),
        new TransactionRequest(List.of("nginx"), List.of(), Updates.NONE, Set.of(), Set.of("dpkg")),
        ErrorCode.PACKAGE_ESSENTIAL,
        "dpkg");
  }

  @Test
  void changingWhatIsHeld() throws IOException {
    InstalledPackages held = TestPackages.installed("hold ok installed | bash 1");
    assertRefused(held, request("bash"), ErrorCode.PACKAGE_HELD, "bash 1: held");
    FaultException e =
        assertRefused(held, request("nginx"), ErrorCode.PACKAGE_HELD, "nginx 1 depends on bash");
    assertThat(((Remedy.Advice) e.remedy()).text()).contains("apt-mark unhold bash");
  }

  @Test
  void aDowngradeThatNobodyAskedFor() throws IOException {
    FaultException e =
        assertRefused(
            TestPackages.installed("old 2"),
            request("needs-old"),
            ErrorCode.DEPENDENCY_CONFLICT,
            "old 1 is older than what is installed");
    assertThat(e.remedy()).isEqualTo(new Remedy.Choose("package", List.of("old=1")));
  }

  @Test
  void installingAndRemovingTheSame() throws IOException {
    assertRefused(
        TestPackages.installed("bash 1"),
        new TransactionRequest(List.of("bash"), List.of("bash"), Updates.NONE, Set.of(), Set.of()),
        ErrorCode.INVALID_REQUEST,
        "bash");
  }

  @Test
  void packagesThatCannotBeHadTogether() throws IOException {
    FaultException e =
        assertRefused(
            TestPackages.installed("bash 2"),
            request("nginx", "clash"),
            ErrorCode.DEPENDENCY_CONFLICT,
            "clash 1 conflicts with nginx");
    assertThat(((Remedy.ExcludePackages) e.remedy()).packages())
        .hasSize(1)
        .containsAnyOf("clash", "nginx");
  }

  private static TransactionRequest request(String... names) {
    return new TransactionRequest(List.of(names), List.of(), Updates.NONE, Set.of(), Set.of());
  }

  private static FaultException assertRefused(
      InstalledPackages system, TransactionRequest request, ErrorCode code, String fact)
      throws IOException {
    FaultException e = refused(system, request);
    assertThat(e.code()).as(e.getMessage()).isEqualTo(code);
    assertThat(e.getMessage()).startsWith("cannot ").contains(fact);
    return e;
  }

  private static FaultException refused(InstalledPackages system, TransactionRequest request)
      throws IOException {
    Resolver resolver =
        TestPackages.resolver(Stream.of(OFFERED).map(PackageLines::binary).toList());
    FaultException[] refusal = new FaultException[1];
    assertThatThrownBy(() -> resolver.transaction(system, request))
        .isInstanceOfSatisfying(FaultException.class, e -> refusal[0] = e);
    return refusal[0];
  }
}
