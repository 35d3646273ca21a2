package org.cmimage.core.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.cmimage.core.verify.SpoiledTrees.incomplete;
import static org.cmimage.core.verify.SpoiledTrees.mismatch;
import static org.cmimage.core.verify.SpoiledTrees.warning;

import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.cmimage.core.format.Boot;
import org.cmimage.core.identity.ComponentMarker;
import org.cmimage.core.tree.TreePath;
import org.cmimage.model.ComponentKind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ApplicationTreesTest {
  private record Spoiled(String what, Consumer<SampleTree> change, List<String> findings) {
    @Override
    public String toString() {
      return what;
    }
  }

  private static Spoiled spoiled(String what, Consumer<SampleTree> change, String... findings) {
    return new Spoiled(what, change, List.of(findings));
  }

  private static final String MARKER = "marker: " + ComponentMarker.PATH + ": expected ";
  private static final String NAMES = "a file that names distribution and architecture, found ";

  static Stream<Spoiled> trees() {
    return Stream.concat(markers(), contents());
  }

  private static Stream<Spoiled> markers() {
    return Stream.of(
        spoiled("no marker", t -> t.without(".cm-image.yaml"), incomplete(MARKER + NAMES + "none")),
        spoiled(
            "not a marker",
            t -> t.text(".cm-image.yaml", "x"),
            incomplete(
                MARKER
                    + NAMES
                    + "cannot read /.cm-image.yaml: expected keys and values, found \"x\"")),
        spoiled(
            "another architecture",
            t -> marker(t, "cmshared", "debian12", "x86_64"),
            mismatch(MARKER + "aarch64, found x86_64 (another architecture)")),
        spoiled(
            "another distribution",
            t -> marker(t, "cmshared", "debian11", "aarch64"),
            mismatch(MARKER + "debian12, found debian11 (another distribution)")),
        spoiled(
            "another component",
            t -> marker(t, "swimage", "debian12", "aarch64"),
            mismatch(MARKER + "cm-shared, found software image")));
  }

  private static Stream<Spoiled> contents() {
    return Stream.of(
        spoiled(
            "application without modulefile",
            t -> t.elf("apps/other/2/bin/o", Boot.AARCH64),
            incomplete(
                "modulefiles: /modulefiles/other/2: expected a modulefile for /apps/other/2, found"
                    + " none")),
        spoiled(
            "modulefile without application",
            t -> t.text("modulefiles/other/2", ""),
            incomplete(
                "modulefiles: /modulefiles/other/2: expected the application /apps/other/2, found"
                    + " no such directory")),
        spoiled(
            "a system",
            t -> t.text("usr/lib/os-release", "ID=debian\n"),
            incomplete("content: /usr/lib/os-release: expected applications, found a system")),
        spoiled(
            "foreign library",
            t -> t.elf("apps/tool/1.0/lib/libtool.so", Boot.X86_64),
            mismatch(
                "machine type: /apps/tool/1.0/lib/libtool.so: expected aarch64, found x86_64 in"
                    + " /apps/tool/1.0/lib/libtool.so")),
        spoiled("plugin for something else", t -> t.elf("apps/tool/1.0/lib/p/x.so", Boot.X86_64)),
        spoiled(
            "links to nowhere",
            t ->
                t.link("apps/tool/1.0/bin/a", "gone")
                    .link("apps/tool/1.0/bin/b", "/usr/bin/tool")
                    .link("apps/tool/1.0/bin/c", "/cm/shared/gone")
                    .link("apps/tool/1.0/bin/d", "/cm/shared/../x")
                    .link("apps/tool/1.0/bin/e", "e"),
            warning(
                "links to nowhere: /apps/tool/1.0/bin/a: expected targets inside the tree, found"
                    + " none for /apps/tool/1.0/bin/a, /apps/tool/1.0/bin/b, /apps/tool/1.0/bin/c"
                    + " and 2 more")),
        spoiled(
            "leftovers",
            t -> t.text("apps/tool/1.0/etc/a.dpkg-new", "").text("docs/.cm-image-new-x", ""),
            warning(
                "leftovers: /apps/tool/1.0/etc/a.dpkg-new: expected nothing of an unfinished run,"
                    + " found /apps/tool/1.0/etc/a.dpkg-new, /docs/.cm-image-new-x")));
  }

  private static void marker(
      SampleTree tree, String component, String distribution, String architecture) {
    tree.text(
        TreePath.of(".cm-image.yaml").toString().substring(1),
        "component: %s\ndistribution: %s\narchitecture: %s\n"
            .formatted(component, distribution, architecture));
  }

  @ParameterizedTest
  @MethodSource("trees")
  void eachThingThatIsWrongIsFound(Spoiled spoiled) throws IOException {
    SampleTree tree = SampleTree.applications();
    spoiled.change().accept(tree);
    assertThat(TreeVerifierTest.lines(tree.verify(ComponentKind.CM_SHARED, "debian12-aarch64")))
        .isEqualTo(spoiled.findings());
  }
}
