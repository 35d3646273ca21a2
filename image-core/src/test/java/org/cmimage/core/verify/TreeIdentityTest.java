package org.cmimage.core.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.cmimage.core.verify.SampleTree.stanza;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.format.Boot;
import org.cmimage.core.identity.TreeEvidence;
import org.cmimage.core.identity.TreeIdentity;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.tree.EntrySink;
import org.cmimage.core.tree.Sample;
import org.cmimage.core.tree.TreeEntry;
import org.cmimage.core.tree.TreeEntry.Extent;
import org.cmimage.core.tree.TreeEntry.Kind;
import org.cmimage.core.tree.TreePath;
import org.cmimage.model.ArchOs;
import org.cmimage.model.Architecture;
import org.cmimage.model.ComponentKind;
import org.cmimage.model.ComponentName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TreeIdentityTest {
  private static final String ARM = "debian12-aarch64";

  @Test
  void aSystemIsASoftwareImageOfItsReleaseAndItsPrograms() throws IOException {
    TreeIdentity identity = identity(SampleTree.good().elf("usr/bin/qemu-x86", Boot.X86_64));
    assertThat(identity.kind().value()).hasValue(ComponentKind.SOFTWARE_IMAGE);
    assertThat(identity.archOs()).isEqualTo(ArchOs.find(ARM));
    assertThat(identity.kernels()).containsExactly(SampleTree.RELEASE);
    assertThat(identity.isEmpty()).isFalse();
    assertThat(identity.why())
        .containsExactly(
            "component: a system with the init program /usr/sbin/init and the kernel"
                + " /boot/vmlinuz-6.1.0-49-arm64",
            "distribution: /etc/os-release has ID=debian VERSION_ID=12",
            "architecture: ELF files for aarch64: 4, 4 of them where code is run, first"
                + " /usr/bin/sh,"
                + " /usr/lib/aarch64-linux-gnu/ld-linux-aarch64.so.1,"
                + " /usr/lib/modules/6.1.0-49-arm64/kernel/a.ko",
            "architecture: ELF files for x86_64: 1, 1 of them where code is run, first"
                + " /usr/bin/qemu-x86",
            "architecture: dpkg lists 2 packages, itself for arm64",
            "architecture: /boot/vmlinuz-6.1.0-49-arm64 is for aarch64 (Image)");
  }

  @Test
  void anArchiveOfATreeIsWhatTheTreeIs() throws IOException {
    for (SampleTree tree : List.of(SampleTree.good(), SampleTree.applications())) {
      TreeEvidence evidence = new TreeEvidence();
      tree.to(evidence);
      assertThat(evidence.identity()).isEqualTo(identity(tree));
    }
  }

  @Test
  void applicationsAreCmSharedAndTheMarkerNamesTheDistribution() throws IOException {
    TreeIdentity identity = identity(SampleTree.applications());
    assertThat(identity.kind().value()).hasValue(ComponentKind.CM_SHARED);
    assertThat(identity.archOs()).isEqualTo(ArchOs.find(ARM));
    TreeIdentity unmarked = identity(SampleTree.applications().without(".cm-image.yaml"));
    assertThat(unmarked.kind())
        .isEqualTo(
            new TreeIdentity.Conclusion<>(
                Optional.of(ComponentKind.CM_SHARED),
                List.of("component: has /apps and /modulefiles, and no os-release file")));
    assertThat(unmarked.architecture().value()).hasValue(Architecture.AARCH64);
    assertThat(unmarked.distribution())
        .isEqualTo(
            new TreeIdentity.Conclusion<>(
                Optional.empty(),
                List.of("distribution: no os-release file and no /.cm-image.yaml")));
    assertThat(unmarked.refusals(name(ComponentKind.CM_SHARED, "rocky9u3-aarch64"))).isEmpty();
    assertThat(unmarked.refusals(name(ComponentKind.SOFTWARE_IMAGE, "debian12-x86_64")))
        .hasToString(
            "[component: expected software image, found cm-shared,"
                + " architecture: expected x86_64, found aarch64]");
  }

  @Test
  void aNodeInstallerIsToldByItsConfigurationOrLooksLikeAnImage() throws IOException {
    ComponentName installer = name(ComponentKind.NODE_INSTALLER, ARM);
    TreeIdentity image = identity(SampleTree.good());
    assertThat(image.refusals(installer)).isEmpty();
    TreeIdentity told = identity(SampleTree.good().text("scripts/node-installer.conf", ""));
    assertThat(told.kind().value()).hasValue(ComponentKind.NODE_INSTALLER);
    assertThat(told.refusals(installer)).isEmpty();
    assertThat(told.refusals(name(ComponentKind.SOFTWARE_IMAGE, ARM)))
        .hasToString("[component: expected software image, found node-installer]");
  }

  @Test
  void whatTellsNothingIsUnknown() throws IOException {
    TreeIdentity empty = new TreeEvidence().identity();
    assertThat(empty.isEmpty()).isTrue();
    TreeIdentity other = identity(SampleTree.good().without("etc").without("usr").without("boot"));
    assertThat(other.kind().value()).isEmpty();
    assertThat(other.distribution().value()).isEmpty();
    assertThat(other.architecture().value()).hasValue(Architecture.AARCH64);
    assertThat(empty.why())
        .containsExactly(
            "component: has neither /etc/os-release nor /apps or /modulefiles",
            "distribution: no os-release file and no /.cm-image.yaml",
            "architecture: no ELF file, no package database, and no /.cm-image.yaml");
  }

  @Test
  void theProgramsOutweighEveryClaim() throws IOException {
    SampleTree tree =
        SampleTree.applications()
            .elf("apps/tool/1.0/bin/a", Boot.X86_64)
            .elf("apps/tool/1.0/bin/b", Boot.X86_64)
            .text("var/lib/dpkg/status", stanza("dpkg", "arm64"));
    assertThat(identity(tree).architecture().value()).hasValue(Architecture.X86_64);
    SampleTree strange = SampleTree.good();
    for (int i = 0; i < 9; i++) {
      strange.elf("usr/bin/strange" + i, 2);
    }
    assertThat(identity(strange).architecture().value()).isEmpty();
  }

  @Test
  void hostileFilesTellNothing() throws IOException {
    SampleTree tree =
        SampleTree.applications()
            .text(".cm-image.yaml", "\u001b[2J: {")
            .text("etc/os-release", "ID=\u001b[31m\nVERSION_ID=" + "9".repeat(50_000) + "\n")
            .text("usr/lib/os-release", "x".repeat(100_000))
            .text("var/lib/dpkg/status", "Package: dpkg\nArchitecture: \u0007\n")
            .text("boot/vmlinuz-6.1.0", "no kernel");
    for (int machine = 1000; machine < 1200; machine++) {
      tree.elf("apps/tool/1.0/bin/m" + machine, machine);
    }
    TreeIdentity identity = identity(tree);
    assertThat(identity.distribution().value()).isEmpty();
    assertThat(identity.programs()).hasSizeLessThanOrEqualTo(52);
    assertThat(identity.why()).hasSizeLessThan(70).allMatch(line -> line.matches("[ -~]{1,400}"));
    TreeEvidence evidence = new TreeEvidence();
    tree.to(evidence);
    assertThat(evidence.identity()).isEqualTo(identity);
  }

  @Test
  void whatHasHolesIsSeenButNotRead() throws IOException {
    TreeEvidence evidence = new TreeEvidence();
    byte[] elf = Boot.elf(Boot.X86_64, Boot.SHARED);
    Kind sparse = new Kind.Regular(1 << 30, List.of(new Extent(4096, elf.length)));
    evidence.accept(
        new TreeEntry(TreePath.of("usr/bin/a"), sparse, Sample.mode(0755)),
        new ByteArrayInputStream(elf));
    assertThat(evidence.identity().programs()).isEmpty();
    assertThat(evidence.identity().isEmpty()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"debian12-x86_64", "debian11-aarch64", "ubuntu2404-aarch64", "debian12-riscv64"})
  void aWrongArchiveIsRefusedBeforeItsEnd(String requested) throws IOException {
    SampleTree tree = SampleTree.good();
    for (int i = 0; i < 20; i++) {
      tree.elf("usr/bin/p" + i, Boot.AARCH64);
    }
    List<TreePath> passed = new ArrayList<>();
    EntrySink guard =
        new TreeEvidence()
            .guarding(
                name(ComponentKind.SOFTWARE_IMAGE, requested),
                (entry, content) -> passed.add(entry.path()));
    assertThatThrownBy(() -> tree.to(guard))
        .isInstanceOfSatisfying(
            FaultException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ARCH_OS_MISMATCH))
        .hasMessageStartingWith("cannot take this as software image default-image-" + requested)
        .hasMessageContaining("arch/OS does not match: ");
    assertThat(passed).isNotEmpty().doesNotContain(TreePath.of("var/lib/dpkg/status"));
  }

  @Test
  void anotherComponentsMarkerIsRefusedAtOnce() {
    EntrySink guard =
        new TreeEvidence()
            .guarding(name(ComponentKind.NODE_INSTALLER, ARM), (entry, content) -> {});
    assertThatThrownBy(() -> SampleTree.applications().to(guard))
        .hasMessage(
            "cannot take this as node-installer node-installer-debian12-aarch64: arch/OS does not"
                + " match: component: expected node-installer, found cm-shared in /.cm-image.yaml");
  }

  @Test
  void theRightArchivePassesWhole() throws IOException {
    List<String> expected = new ArrayList<>();
    List<String> passed = new ArrayList<>();
    // A few foreign programs may be an oversight; verification tells of them.
    SampleTree tree = SampleTree.good().elf("usr/bin/foreign", Boot.X86_64);
    tree.to((entry, content) -> expected.add(text(entry, content.readAllBytes())));
    EntrySink guard =
        new TreeEvidence()
            .guarding(
                name(ComponentKind.SOFTWARE_IMAGE, ARM),
                (entry, content) -> passed.add(text(entry, content.readAllBytes())));
    tree.to(guard);
    assertThat(passed).isEqualTo(expected);
  }

  private static String text(TreeEntry entry, byte[] content) {
    return entry.path() + " " + Arrays.hashCode(content) + " " + content.length;
  }

  private static TreeIdentity identity(SampleTree tree) throws IOException {
    try (Rootfs written = tree.write()) {
      return TreeIdentity.of(written);
    } finally {
      assertThat(tree.calls.openHandles()).isZero();
    }
  }

  private static ComponentName name(ComponentKind kind, String archOs) {
    return new ComponentName(kind, ArchOs.find(archOs).orElseThrow());
  }
}
