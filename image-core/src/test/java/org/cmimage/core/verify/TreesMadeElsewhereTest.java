package org.cmimage.core.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.cmimage.core.verify.SpoiledTrees.incomplete;
import static org.cmimage.core.verify.SpoiledTrees.mismatch;
import static org.cmimage.core.verify.SpoiledTrees.warning;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.cmimage.core.finding.Origin;
import org.cmimage.core.format.Boot;
import org.cmimage.core.tree.NodeType;
import org.cmimage.model.ComponentKind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TreesMadeElsewhereTest {
  private static final String REQUEST = "debian12-aarch64";
  private static final String NO_MARKER =
      warning(
          "marker: /.cm-image.yaml: expected a file that names distribution and architecture, found"
              + " none");

  private record Case(String what, ComponentKind kind, SampleTree tree, List<String> findings) {
    @Override
    public String toString() {
      return what;
    }
  }

  private static Case image(String what, SampleTree tree, String... findings) {
    return new Case(what, ComponentKind.SOFTWARE_IMAGE, tree, List.of(findings));
  }

  private static Case installer(String what, SampleTree tree, String... findings) {
    return new Case(what, ComponentKind.NODE_INSTALLER, tree, List.of(findings));
  }

  private static Case shared(String what, SampleTree tree, String... findings) {
    return new Case(what, ComponentKind.CM_SHARED, tree, List.of(findings));
  }

  static Stream<Case> systems() {
    return Stream.of(
        image("as ours", SampleTree.good()),
        image(
            "half configured, without accounts, initramfs or list of packages",
            SampleTree.good()
                .without("etc/passwd")
                .without("boot/initrd.img-" + SampleTree.RELEASE)
                .without("var"),
            warning(
                "package database: /var/lib/dpkg/status: expected dpkg's status file, found none"),
            warning(
                "initramfs: /boot/initrd.img-6.1.0-49-arm64: expected the initramfs of kernel"
                    + " 6.1.0-49-arm64, found none"),
            warning("accounts: /etc/passwd: expected a file, found none")),
        image(
            "no kernel",
            SampleTree.good().without("boot").without("usr/lib/modules"),
            incomplete("kernel: /boot: expected a kernel with its modules, found none")),
        image(
            "a node-installer",
            SampleTree.good().text("scripts/node-installer.conf", ""),
            mismatch(
                "component: /: expected software image, found node-installer (component: has"
                    + " /scripts/node-installer.conf)")),
        image(
            "a marker of another architecture",
            SampleTree.good()
                .text(
                    ".cm-image.yaml",
                    "component: swimage\ndistribution: debian12\narchitecture: amd64\n"),
            mismatch(
                "marker: /.cm-image.yaml: expected aarch64, found x86_64 (another"
                    + " architecture)")),
        installer(
            "no kernel",
            SampleTree.good().without("boot").without("usr/lib/modules"),
            warning("kernel: /boot: expected a kernel with its modules, found none")),
        installer(
            "another release",
            SampleTree.good().text("etc/os-release", "ID=debian\nVERSION_ID=11\n"),
            mismatch(
                "distribution: /etc/os-release: expected debian12, found debian11 (another"
                    + " distribution)")));
  }

  static Stream<Case> applications() {
    return Stream.of(
        shared("as ours", SampleTree.applications()),
        shared("no marker", SampleTree.applications().without(".cm-image.yaml"), NO_MARKER),
        shared(
            "no marker and no modulefile",
            SampleTree.applications().without(".cm-image.yaml").without("modulefiles"),
            NO_MARKER,
            warning(
                "modulefiles: /modulefiles/tool/1.0: expected a modulefile for /apps/tool/1.0,"
                    + " found none")),
        shared(
            "no marker and no program",
            SampleTree.applications()
                .without(".cm-image.yaml")
                .without("apps/tool/1.0/bin/tool")
                .without("apps/tool/1.0/bin/t")
                .text("apps/tool/1.0/bin/script", "#!/bin/sh\n"),
            incomplete(
                "machine type: /: expected aarch64 programs, or /.cm-image.yaml, found neither"),
            NO_MARKER),
        shared(
            "a marker and no program",
            SampleTree.applications()
                .without("apps/tool/1.0/bin/tool")
                .without("apps/tool/1.0/bin/t")
                .text("apps/tool/1.0/bin/script", "#!/bin/sh\n")),
        shared(
            "no marker and programs of another machine, none where it would run them",
            SampleTree.applications()
                .without(".cm-image.yaml")
                .without("apps")
                .without("modulefiles")
                .elf("apps/tool/1.0/plugins/deep/x.so", Boot.X86_64)
                .text("modulefiles/tool/1.0", ""),
            mismatch(
                "machine type: /: expected aarch64 programs, or /.cm-image.yaml, found mostly x86_64"
                    + " in /apps/tool/1.0/plugins/deep/x.so"),
            NO_MARKER),
        shared(
            "a system",
            SampleTree.good(),
            mismatch(
                "component: /: expected cm-shared, found software image (component: a system with"
                    + " the init program /usr/sbin/init and the kernel"
                    + " /boot/vmlinuz-6.1.0-49-arm64)"),
            incomplete("content: /etc/os-release: expected applications, found a system"),
            NO_MARKER));
  }

  static Stream<Case> nothing() {
    SampleTree empty = SampleTree.applications().without("apps").without("modulefiles");
    SampleTree devices =
        SampleTree.applications()
            .without("apps")
            .without("modulefiles")
            .without(".cm-image.yaml")
            .special("sda", NodeType.BLOCK_DEVICE)
            .link("up", "../../etc");
    return Stream.of(
        image(
            "empty",
            empty.without(".cm-image.yaml"),
            incomplete("component: /: expected software image, found an empty directory")),
        shared(
            "a device and a link out",
            devices,
            incomplete(
                "machine type: /: expected aarch64 programs, or /.cm-image.yaml, found neither"),
            NO_MARKER,
            warning(
                "symbolic links: /up: expected targets inside the tree, found targets above its"
                    + " root: /up"),
            warning("device nodes: /sda: expected none outside /dev, found /sda")));
  }

  @ParameterizedTest
  @MethodSource({"systems", "applications", "nothing"})
  void whatItIsHasToBeRightAndWhatItLacksIsTold(Case tree) throws IOException {
    VerificationReport report = tree.tree().verify(tree.kind(), REQUEST, Origin.MADE_ELSEWHERE);
    assertThat(TreeVerifierTest.lines(report)).isEqualTo(tree.findings());
    assertThat(report.identity().isEmpty()).isEqualTo(tree.what().equals("empty"));
  }
}
