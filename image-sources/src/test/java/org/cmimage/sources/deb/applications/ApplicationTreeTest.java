package org.cmimage.sources.deb.applications;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.spi.RecordedProgress;
import org.cmimage.core.syscall.InMemoryHostCalls;
import org.cmimage.core.syscall.TreeDump;
import org.cmimage.core.tree.TreePath;
import org.cmimage.model.Architecture;
import org.cmimage.sources.compress.Decompressor;
import org.cmimage.sources.deb.archive.DebFixture;
import org.cmimage.sources.tar.TarFixture.Header;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApplicationTreeTest {
  private static final Path TREE = Path.of("/tree");
  private static final Application TOOL = new Application("tool", "1.0");
  private static final Application OTHER = new Application("other", "2.0");

  @TempDir Path directory;
  private final List<Part> parts = new ArrayList<>();
  private RecordedProgress progress = new RecordedProgress();
  private InMemoryHostCalls calls = new InMemoryHostCalls();

  private record Part(Application application, String name, Path archive) {}

  private void add(String name, DebFixture deb, Application... applications) throws IOException {
    Path archive = deb.write(directory.resolve(name + parts.size() + ".deb"));
    for (Application application : applications) {
      parts.add(new Part(application, name, archive));
    }
  }

  private static DebFixture deb(String name) {
    return new DebFixture(name, "arm64", "");
  }

  private SortedMap<String, String> make(List<Part> inOrder) throws IOException {
    calls = new InMemoryHostCalls().withDirectory(TREE);
    progress = new RecordedProgress();
    try (Rootfs tree = Rootfs.open(calls, TREE);
        ApplicationTree made =
            ApplicationTree.open(
                tree,
                Architecture.AARCH64,
                Decompressor.inProcess(),
                parts.stream().map(Part::application).toList())) {
      for (Part part : inOrder) {
        made.add(part.application(), part.name(), part.archive());
      }
      made.finish(progress);
    }
    assertThat(calls.openHandles()).isZero();
    return TreeDump.of(calls, TREE);
  }

  /** Makes the tree in both orders, which must not matter. */
  private SortedMap<String, String> make() throws IOException {
    SortedMap<String, String> forward = make(parts);
    List<Part> reversed = new ArrayList<>(parts);
    Collections.reverse(reversed);
    assertThat(make(reversed)).isEqualTo(forward);
    return forward;
  }

  private String text(String path) throws IOException {
    try (Rootfs tree = Rootfs.open(calls, TREE)) {
      return new String(tree.read(TreePath.of(path), 1 << 20).orElseThrow(), UTF_8);
    }
  }

  private String link(String path) throws IOException {
    try (Rootfs tree = Rootfs.open(calls, TREE)) {
      return tree.readLink(TreePath.of(path)).map(text -> new String(text, UTF_8)).orElse("none");
    }
  }

  @Test
  void anApplicationHasItsFilesItsLibrariesAndAModulefile() throws IOException {
    add(
        "tool",
        deb("tool")
            .file("/usr/bin/tool", "program")
            .file("/usr/share/man/man1/tool.1", "page")
            .file("/usr/share/doc/tool/copyright", "free")
            .symlink("/usr/bin/t", "tool")
            .symlink("/usr/share/doc/tool-doc", "tool"),
        TOOL);
    add(
        "libx1",
        deb("libx1")
            .file("/usr/lib/aarch64-linux-gnu/libx.so.1.0", "library")
            .file("/usr/share/doc/libx1/copyright", "free too")
            .symlink(
                "/lib/aarch64-linux-gnu/libx.so.1", "../../usr/lib/aarch64-linux-gnu/libx.so.1.0"),
        TOOL,
        OTHER);
    SortedMap<String, String> tree = make();
    assertThat(tree)
        .containsKeys("/docs", "/etc", "/examples", "/apps/tool/1.0", "/apps/other/2.0");
    assertThat(text("apps/tool/1.0/bin/tool")).isEqualTo("program");
    assertThat(link("apps/tool/1.0/bin/t")).isEqualTo("tool");
    assertThat(link("apps/tool/1.0/lib/libx.so.1")).isEqualTo("libx.so.1.0");
    assertThat(link("apps/other/2.0/lib/libx.so.1")).isEqualTo("libx.so.1.0");
    assertThat(text("licenses/tool/copyright")).isEqualTo("free");
    assertThat(text("licenses/libx1/copyright")).isEqualTo("free too");
    assertThat(link("licenses/tool-doc")).isEqualTo("tool");
    assertThat(text("modulefiles/tool/1.0"))
        .startsWith("#%Module1.0\n")
        .contains(
            "prepend-path  PATH $root/bin\n",
            "prepend-path  LD_LIBRARY_PATH $root/lib\n",
            "prepend-path  MANPATH $root/share/man\n")
        .doesNotContain("sbin");
    assertThat(text("modulefiles/other/2.0")).contains("LD_LIBRARY_PATH").doesNotContain("/bin");
    assertThat(progress.warnings()).isEmpty();
  }

  @Test
  void nothingHasSpecialRights() throws IOException {
    add(
        "tool",
        deb("tool")
            .entry(new Header("./usr/bin/tool", '0').text(100, "0006755").text(108, "0000017"))
            .entry(new Header("./usr/share/x", '0').text(100, "0002666")),
        TOOL);
    SortedMap<String, String> tree = make();
    assertThat(tree.get("/apps/tool/1.0/bin/tool")).contains("0755 0:0");
    assertThat(tree.get("/apps/tool/1.0/share/x")).contains("0644 0:0");
  }

  @Test
  void linksThatLeadOutAreLeftOut() throws IOException {
    add(
        "tool",
        deb("tool")
            .file("/usr/bin/tool", "")
            .symlink("/usr/bin/absolute", "/usr/bin/tool")
            .symlink("/usr/bin/chain", "absolute")
            .symlink("/usr/bin/itself", "/bin/itself")
            .symlink("/usr/bin/round", "round2")
            .symlink("/usr/bin/round2", "round")
            .symlink("/usr/bin/gone", "/usr/bin/of-another-package")
            .symlink("/usr/bin/alternative", "/etc/alternatives/tool")
            .symlink("/usr/bin/climbs", "../../../../../../etc/passwd")
            .symlink("/usr/share/everything", "/"),
        TOOL);
    assertThat(make().keySet())
        .filteredOn(path -> path.startsWith("/apps/tool/1.0/"))
        .containsExactly(
            "/apps/tool/1.0/bin",
            "/apps/tool/1.0/bin/absolute",
            "/apps/tool/1.0/bin/chain",
            "/apps/tool/1.0/bin/tool");
    assertThat(link("apps/tool/1.0/bin/absolute")).isEqualTo("tool");
  }

  @Test
  void nothingIsWrittenThroughALink() throws IOException {
    add(
        "tool",
        deb("tool").symlink("/usr/share/out", "/etc").file("/usr/share/out/passwd", "mine"),
        TOOL);
    make();
    assertThat(text("apps/tool/1.0/share/out/passwd")).isEqualTo("mine");
    assertThat(link("apps/tool/1.0/share/out")).isEqualTo("none");
  }

  @Test
  void hardLinksAreMovedWithTheirTarget() throws IOException {
    add(
        "tool",
        deb("tool")
            .file("/usr/bin/tool", "program")
            .hardLink("/usr/bin/second", "/usr/bin/tool")
            .file("/var/lib/tool", "state")
            .hardLink("/usr/bin/third", "/var/lib/tool"),
        TOOL);
    assertThat(make()).doesNotContainKey("/apps/tool/1.0/bin/third");
    assertThat(text("apps/tool/1.0/bin/second")).isEqualTo("program");
  }

  @Test
  void aHardLinkToNothingIsRefused() throws IOException {
    add("tool", deb("tool").hardLink("/usr/bin/second", "/usr/bin/tool"), TOOL);
    assertThatThrownBy(this::make).isInstanceOf(FaultException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"./../x", "./usr/bin/../../../x", "./usr/bin/..", "../../etc/passwd"})
  void pathsThatLeaveTheTreeAreRefused(String path) throws IOException {
    add("tool", deb("tool").entry(new Header(path, '0')), TOOL);
    assertThatThrownBy(this::make)
        .isInstanceOfSatisfying(
            FaultException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_CORRUPT));
  }

  @Test
  void devicesAreLeftOut() throws IOException {
    add("tool", deb("tool").entry(new Header("./usr/bin/null", '3')), TOOL);
    assertThat(make()).doesNotContainKey("/apps/tool/1.0/bin/null");
  }

  @Test
  void twoFilesForOnePlaceAreRefused() throws IOException {
    add("tool", deb("tool").file("/usr/bin/tool", "a"), TOOL);
    add("tool-bin", deb("tool-bin").file("/bin/tool", "b"), TOOL);
    assertThatThrownBy(() -> make(parts))
        .isInstanceOfSatisfying(
            FaultException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.DEPENDENCY_CONFLICT))
        .hasMessage(
            "cannot move the files of package tool-bin: /apps/tool/1.0/bin/tool is there already,"
                + " from package tool");
  }

  @Test
  void programsThatNameMovedFilesAreToldOf() throws IOException {
    add(
        "tool",
        deb("tool")
            .file("/usr/bin/tool", "#!/bin/sh\n. \"/usr/share/tool/lib.sh\"; man /usr/share/man\n")
            .file("/usr/bin/binary", "\0x\0/usr/lib/aarch64-linux-gnu/tool/plugins/\0/etc/passwd\0")
            .file("/usr/bin/honest", "/usr/share/tooling /usr/lib/aarch64-linux-gnu /usr/bin\n")
            .file("/usr/share/tool/lib.sh", "/usr/bin/tool")
            .file("/usr/share/man/man1/tool.1", "page")
            .file("/usr/lib/aarch64-linux-gnu/tool/plugins/p.so", ""),
        TOOL);
    make();
    assertThat(progress.warnings())
        .containsExactly(
            "tool 1.0 may not work from where it is: /usr/bin/binary names"
                + " /usr/lib/aarch64-linux-gnu/tool/plugins, /usr/bin/tool names"
                + " /usr/share/tool/lib.sh, which is moved");
  }
}
