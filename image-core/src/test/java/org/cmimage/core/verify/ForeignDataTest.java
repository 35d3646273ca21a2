package org.cmimage.core.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.cmimage.core.verify.SpoiledTrees.mismatch;
import static org.cmimage.core.verify.SpoiledTrees.warning;

import java.io.IOException;
import java.util.List;
import org.cmimage.core.finding.Origin;
import org.cmimage.core.format.Boot;
import org.cmimage.core.identity.TreeEvidence;
import org.cmimage.core.identity.TreeIdentity;
import org.cmimage.core.tree.EntrySink;
import org.cmimage.model.ArchOs;
import org.cmimage.model.Architecture;
import org.cmimage.model.ComponentKind;
import org.cmimage.model.ComponentName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** ELF files that are no programs of another CPU, and programs that tools leave in images. */
class ForeignDataTest {
  private static final String REQUEST = "debian12-aarch64";

  /** None, SPU, Xtensa, Hexagon, Xeon Phi, CUDA, Intel and AMD GPUs, eBPF, and unknown ones. */
  @ParameterizedTest
  @ValueSource(ints = {0, 23, 94, 164, 180, 181, 190, 205, 224, 247, 251, 9999})
  void whatIsForNoCpuIsDataWhereverItIs(int machine) throws IOException {
    SampleTree tree = SampleTree.good();
    SampleTree applications = SampleTree.applications().without(".cm-image.yaml");
    for (int i = 0; i < 30; i++) {
      tree.elf("usr/lib64/guile/2.2/ccache/m" + i + ".go", machine);
      tree.elf("usr/lib/aarch64-linux-gnu/guile/3.0/ccache/m" + i + ".go", machine);
      tree.elf("usr/bin/m" + i, machine);
      tree.file("usr/lib/systemd/m" + i + ".ko", Boot.elf(machine, Boot.OBJECT));
      applications.elf("apps/tool/1.0/lib/m" + i, machine);
    }
    assertThat(lines(tree)).isEmpty();
    assertThat(identity(tree).architecture().value()).hasValue(Architecture.AARCH64);
    assertThat(identity(tree).programs())
        .extracting(TreeIdentity.Programs::machine)
        .containsExactly("aarch64");
    assertThat(identity(applications).architecture().value()).hasValue(Architecture.AARCH64);
    assertThatCode(() -> tree.to(guard())).doesNotThrowAnyException();
  }

  @Test
  void aTreeOfNothingElseIsStillRefused() throws IOException {
    SampleTree tree = SampleTree.good().elf("usr/bin/m", 0);
    for (String program : List.of("usr/bin/sh", "usr/lib/systemd/systemd")) {
      tree.without(program).text(program, "#!/bin/none\n");
    }
    tree.without("usr/lib/aarch64-linux-gnu")
        .without("usr/lib/modules/" + SampleTree.RELEASE + "/kernel");
    assertThat(lines(tree))
        .contains(
            mismatch("machine type: /: expected aarch64 programs, found only 1 for no machine"));
  }

  @Test
  void firmwareIsDataAndAProgramBesideItIsNot() throws IOException {
    SampleTree tree =
        SampleTree.good()
            .elf("usr/lib64/firmware/vendor/loader.elf", 40)
            .elf("usr/libexec/tool/lib/firmware/x.elf", Boot.X86_64)
            .elf("usr/bin/firmware/x", Boot.X86_64);
    assertThat(lines(tree))
        .containsExactly(
            mismatch(
                "machine type: /usr/bin/firmware/x: expected aarch64, found x86_64 in"
                    + " /usr/bin/firmware/x"));
  }

  @Test
  void emulatorsLeftBehindAreNamedAndRefuseNothing() throws IOException {
    SampleTree tree = SampleTree.good();
    for (String target : List.of("aarch64", "arm", "armeb", "i386", "mips64el", "ppc64le")) {
      tree.elf("usr/bin/qemu-" + target + "-static", Boot.X86_64);
      tree.elf("usr/local/bin/qemu-" + target, Boot.X86_64);
    }
    assertThat(lines(tree))
        .containsExactly(
            warning(
                "machine type: /usr/bin/qemu-aarch64-static: expected aarch64 programs, found an"
                    + " emulator of the machine that the tree was made on, which nodes cannot run"
                    + " and do not need (remove it): /usr/bin/qemu-aarch64-static,"
                    + " /usr/bin/qemu-arm-static, /usr/bin/qemu-armeb-static and 9 more"));
    assertThat(identity(tree).architecture().value()).hasValue(Architecture.AARCH64);
    assertThatCode(() -> tree.to(guard())).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "usr/bin/qemu-aarch64-static.orig",
        "usr/bin/qemu-wrapper",
        "usr/libexec/qemu-binfmt/aarch64-binfmt-P",
        "usr/bin/resin-xbuild",
        "usr/bin/cross-build-start",
        "usr/bin/proot"
      })
  void otherToolsAreNamedToo(String path) throws IOException {
    SampleTree tree = SampleTree.good().elf(path, Boot.X86_64);
    assertThat(lines(tree)).singleElement().asString().startsWith("WARNING").contains(path);
  }

  @ParameterizedTest
  @ValueSource(strings = {"qemu-img", "qemu-system-aarch64", "qemu-aarch64-helper", "qemu"})
  void otherProgramsOfTheSameProjectAreForeignCode(String name) throws IOException {
    SampleTree tree = SampleTree.good().elf("usr/bin/" + name, Boot.X86_64);
    assertThat(lines(tree)).singleElement().asString().startsWith("ERROR ARCH_OS_MISMATCH");
  }

  private static List<String> lines(SampleTree tree) throws IOException {
    return TreeVerifierTest.lines(
        tree.verify(ComponentKind.SOFTWARE_IMAGE, REQUEST, Origin.MADE_ELSEWHERE));
  }

  private static TreeIdentity identity(SampleTree tree) throws IOException {
    TreeEvidence evidence = new TreeEvidence();
    tree.to(evidence);
    return evidence.identity();
  }

  private static EntrySink guard() {
    ComponentName component =
        new ComponentName(ComponentKind.SOFTWARE_IMAGE, ArchOs.find(REQUEST).orElseThrow());
    return new TreeEvidence().guarding(component, (entry, content) -> {});
  }
}
