package org.cmimage.core.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.cmimage.core.verify.SampleTree.RELEASE;
import static org.cmimage.core.verify.SpoiledTrees.incomplete;
import static org.cmimage.core.verify.SpoiledTrees.mismatch;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.cmimage.core.format.Boot;
import org.cmimage.core.syscall.HostCallException;
import org.cmimage.model.ComponentKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

public class TreeVerifierTest {
  private static final String REQUEST = "debian12-aarch64";
  private static final String KERNEL = "/boot/vmlinuz-" + RELEASE;

  @Test
  void aGoodTreeHasNoFindings() throws IOException {
    SampleTree tree = SampleTree.good();
    tree.hardLink("usr/bin/zz", "usr/bin/sh");
    VerificationReport report = tree.verify(ComponentKind.SOFTWARE_IMAGE, REQUEST);
    assertThat(report.findings()).isEmpty();
    assertThat(report.kernelRelease()).hasValue(RELEASE);
    assertThat(report.machines()).isEqualTo(Map.of("aarch64", 5L));
    assertThat(tree.calls.openHandles()).isZero();
  }

  @Test
  void hardLinksAreNodesButNoBytes() throws IOException {
    VerificationReport one = SampleTree.good().verify(ComponentKind.SOFTWARE_IMAGE, REQUEST);
    SampleTree linked = SampleTree.good();
    linked.hardLink("usr/bin/x", "usr/bin/sh").hardLink("usr/bin/y", "usr/bin/sh");
    VerificationReport three = linked.verify(ComponentKind.SOFTWARE_IMAGE, REQUEST);
    assertThat(three.files()).isEqualTo(one.files() + 2);
    assertThat(three.bytes()).isEqualTo(one.bytes());
    VerificationReport more =
        SampleTree.good().text("more", "12345").verify(ComponentKind.SOFTWARE_IMAGE, REQUEST);
    assertThat(more.bytes()).isEqualTo(one.bytes() + 5);
  }

  @Test
  void applicationsNeedNoSystem() throws IOException {
    VerificationReport report = SampleTree.applications().verify(ComponentKind.CM_SHARED, REQUEST);
    assertThat(report.findings()).isEmpty();
    assertThat(report.kernelRelease()).isEmpty();
    assertThat(
            lines(
                SampleTree.applications()
                    .elf("apps/tool/1.0/bin/tool2", Boot.X86_64)
                    .elf("apps/tool/1.0/targets/x86_64/a.so", Boot.X86_64)
                    .verify(ComponentKind.CM_SHARED, REQUEST)))
        .containsExactly(
            mismatch(
                "machine type: /apps/tool/1.0/bin/tool2: expected aarch64, found x86_64 in"
                    + " /apps/tool/1.0/bin/tool2"));
  }

  @Test
  void riscv64RunsNoProgramsOf32Bits() throws IOException {
    byte[] narrow = Boot.elf(Boot.RISCV, Boot.SHARED);
    narrow[4] = 1;
    SampleTree tree = SampleTree.applications();
    tree.elf("apps/tool/1.0/bin/new", Boot.RISCV).file("apps/tool/1.0/bin/old", narrow);
    assertThat(lines(tree.verify(ComponentKind.CM_SHARED, "debian13-riscv64")))
        .contains(
            mismatch(
                "machine type: /apps/tool/1.0/bin/old: expected riscv64, found riscv32 in"
                    + " /apps/tool/1.0/bin/old"))
        .noneMatch(line -> line.contains("found riscv64"));
  }

  @Test
  void aNodeInstallerNeedsNoServiceManager() throws IOException {
    SampleTree tree = SampleTree.good().without("usr/sbin/init").without("usr/lib/systemd");
    assertThat(tree.verify(ComponentKind.NODE_INSTALLER, REQUEST).findings()).isEmpty();
  }

  @Test
  void anythingElseThanATreeHasAllErrors() throws IOException {
    SampleTree tree = SampleTree.applications().without("apps").without("modulefiles");
    assertThat(lines(tree.verify(ComponentKind.SOFTWARE_IMAGE, REQUEST)))
        .containsExactly(
            mismatch("marker: /.cm-image.yaml: expected software image, found cm-shared"),
            incomplete(
                "distribution: /etc/os-release: expected a file that names the distribution, found"
                    + " none"),
            mismatch("machine type: /: expected aarch64 programs, found no program at all"),
            incomplete(
                "dynamic loader: /lib/ld-linux-aarch64.so.1: expected the dynamic loader of"
                    + " aarch64, found no such file"),
            incomplete(
                "package database: /var/lib/dpkg/status: expected dpkg's status file, found none"),
            incomplete("kernel: /boot: expected a kernel with its modules, found none"),
            incomplete("init program: /sbin/init: expected a program, or systemd, found none"),
            incomplete("accounts: /etc/passwd: expected a file, found none"));
  }

  @Test
  void anotherArchitectureIsSeenEverywhere() throws IOException {
    assertThat(lines(SampleTree.good().verify(ComponentKind.SOFTWARE_IMAGE, "debian12-x86_64")))
        .containsExactly(
            mismatch("machine type: /: expected x86_64 programs, found only 4 for aarch64"),
            mismatch(
                "machine type: /usr/bin/sh: expected x86_64, found aarch64 in /usr/bin/sh,"
                    + " /usr/lib/modules/6.1.0-49-arm64/kernel/a.ko, /usr/lib/systemd/systemd"),
            incomplete(
                "dynamic loader: /lib64/ld-linux-x86-64.so.2: expected the dynamic loader of"
                    + " x86_64, found no such file"),
            mismatch("package database: /var/lib/dpkg/arch: expected amd64 first, found arm64"),
            mismatch("package database: /var/lib/dpkg/status: expected amd64, found arm64: dpkg"),
            mismatch("kernel: " + KERNEL + ": expected x86_64, found aarch64 (Image)"));
  }

  @Test
  void aDiskThatFailsIsNoFinding() throws IOException {
    SampleTree tree = SampleTree.good();
    tree.calls.faults().failCall("read", 3, "EIO");
    assertThatThrownBy(() -> tree.verify(ComponentKind.SOFTWARE_IMAGE, REQUEST))
        .isInstanceOf(HostCallException.class)
        .hasMessageContaining("input/output error");
    assertThat(tree.calls.openHandles()).isZero();
  }

  @ParameterizedTest
  @MethodSource("org.cmimage.core.verify.SpoiledTrees#all")
  void oneThingWrong(SpoiledTrees.Spoiled spoiled) throws IOException {
    SampleTree tree = SampleTree.good();
    spoiled.change().accept(tree);
    VerificationReport report = tree.verify(ComponentKind.SOFTWARE_IMAGE, REQUEST);
    assertThat(lines(report)).containsExactlyElementsOf(spoiled.findings());
    assertThat(report.errors())
        .hasSize((int) spoiled.findings().stream().filter(f -> f.startsWith("ERROR")).count());
    assertThat(tree.calls.openHandles()).isZero();
  }

  static List<String> lines(VerificationReport report) {
    return report.findings().stream().map(f -> f.severity() + " " + f.code() + " " + f).toList();
  }
}
