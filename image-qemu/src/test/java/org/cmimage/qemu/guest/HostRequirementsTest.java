package org.cmimage.qemu.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import java.nio.file.Path;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.guest.GuestSessions.Execution;
import org.cmimage.model.Architecture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code check} says on head nodes of every kind. */
class HostRequirementsTest {
  private static final Host GOOD =
      new Host(Architecture.X86_64, true, true, 1000, true, ImmutableList.of());

  @TempDir Path cache;

  @Test
  void saysHowProgramsRun() throws Exception {
    assertThat(on(GOOD).check(Architecture.X86_64)).isEqualTo(Execution.NATIVE);
    assertThat(on(GOOD).check(Architecture.AARCH64)).isEqualTo(Execution.EMULATED_PRIVATELY);
    Host arm = new Host(Architecture.AARCH64, true, true, 1000, true, ImmutableList.of());
    assertThat(on(arm).check(Architecture.AARCH64)).isEqualTo(Execution.NATIVE);
    assertThat(on(arm).check(Architecture.X86_64)).isEqualTo(Execution.EMULATED_PRIVATELY);
    assertThat(cache).isEmptyDirectory();
  }

  @Test
  void anImageCanHaveAnArchitectureThatAHeadNodeCannot() throws Exception {
    assertThat(on(GOOD).check(Architecture.RISCV64)).isEqualTo(Execution.EMULATED_PRIVATELY);
    Host head = new Host(Architecture.RISCV64, true, true, 1000, true, ImmutableList.of());
    assertFault(head, Architecture.RISCV64, ErrorCode.HOST_UNSUITABLE, Remedy.Advice.class);
    assertThatThrownBy(() -> on(head).check(Architecture.X86_64))
        .hasMessageContaining("expected a head node of [x86_64, aarch64], found riscv64");
  }

  @Test
  void asksForRoot() {
    Host user = new Host(Architecture.X86_64, false, false, 1000, true, ImmutableList.of());
    assertFault(user, Architecture.X86_64, ErrorCode.NOT_ROOT, Remedy.RunAsRoot.class);
  }

  @Test
  void saysThatAContainerLacksRights() {
    Host container = new Host(Architecture.X86_64, true, false, 1000, true, ImmutableList.of());
    assertFault(container, Architecture.X86_64, ErrorCode.HOST_UNSUITABLE, Remedy.Advice.class);
  }

  @Test
  void saysThatUserNamespacesAreOff() {
    Host hardened = new Host(Architecture.X86_64, true, true, 0, true, ImmutableList.of());
    assertFault(hardened, Architecture.X86_64, ErrorCode.HOST_UNSUITABLE, Remedy.Advice.class);
  }

  @ParameterizedTest
  @CsvSource({
    "6.7.0, true",
    "6.12.43+deb13-amd64, true",
    "7.0, true",
    "10.1.2, true",
    "6.6.99, false",
    "6.1.0-49-arm64, false",
    "5.14.0-687.10.1.el9_8.x86_64, false",
    "nonsense, false"
  })
  void knowsKernelsWithPrivateBinfmtMisc(String release, boolean expected) {
    assertThat(Host.hasPrivateBinfmt(release)).isEqualTo(expected);
  }

  private LinuxGuestSessions on(Host host) {
    return LinuxGuestSessions.on(host, ProbeTree.noPrograms(), cache);
  }

  private void assertFault(
      Host host, Architecture guest, ErrorCode code, Class<? extends Remedy> remedy) {
    assertThatThrownBy(() -> on(host).check(guest))
        .isInstanceOfSatisfying(
            FaultException.class,
            fault -> {
              assertThat(fault.code()).isEqualTo(code);
              assertThat(fault.remedy()).isInstanceOf(remedy);
            });
  }
}
