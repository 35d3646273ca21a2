package org.cmimage.sources.deb.transaction;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableSetMultimap;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.syscall.InMemoryHostCalls;
import org.cmimage.core.syscall.TreeDump;
import org.cmimage.core.tree.TreePath;
import org.cmimage.model.Architecture;
import org.cmimage.sources.compress.Decompressor;
import org.cmimage.sources.deb.archive.DebFixture;
import org.cmimage.sources.deb.installed.InstalledPackages;
import org.cmimage.sources.deb.unpack.DebUnpacker;
import org.cmimage.sources.deb.unpack.PendingArchives;
import org.cmimage.sources.deb.unpack.database.UnpackRules;
import org.cmimage.sources.tar.TarFixture.Header;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExistingTreeTest {
  private static final Path TREE = Path.of("/tree");
  private static final String STATUS =
      """
      Package: old
      Status: install ok installed
      Maintainer: Jörg <j@example.org>
      Architecture: arm64
      Version: 1.0-1
      Breaks: broken (<< 2)
      Provides: virtual
      Description: there
       before

      Package: removed
      Status: deinstall ok config-files
      Architecture: all
      Version: 1.0-1

      """;

  @TempDir Path directory;
  private final InMemoryHostCalls calls = new InMemoryHostCalls().withDirectory(TREE);

  @BeforeEach
  void makeTree() throws IOException {
    Map<String, String> files = new TreeMap<>();
    files.put("var/lib/dpkg/status", STATUS);
    files.put("var/lib/dpkg/arch", "arm64\n");
    files.put("var/lib/dpkg/info/old.list", "/.\n/bin\n/bin/old\n/usr\n/usr/share/old\n");
    files.put("var/lib/dpkg/diversions", "/usr/bin/diverted\n/usr/bin/diverted.real\n:\n");
    files.put("var/lib/dpkg/statoverride", "root root 4755 /usr/bin/overridden\n");
    files.put("var/lib/dpkg/triggers/File", "/usr/share/hooks old\n/usr/lib ld/noawait\n");
    files.put("var/lib/dpkg/triggers/refresh", "old\n");
    files.put("var/lib/dpkg/triggers/Unincorp", "");
    files.put("usr/bin/old", "old\n");
    files.put("usr/bin/mine", "mine\n");
    files.put("etc/passwd", "root:x:0:0::/:/bin/sh\ntool:x:123:45::/:/bin/sh\n");
    files.put("etc/group", "root:x:0:\ntool:x:77:\n");
    files.put(
        "etc/dpkg/dpkg.cfg.d/docker",
        """
        # Documentation is left out.
        path-exclude=/usr/share/doc/*
        path-include "/usr/share/doc/*/copyright"
        """);
    try (Rootfs tree = Rootfs.open(calls, TREE)) {
      tree.link(TreePath.of("bin"), "usr/bin".getBytes(UTF_8));
      for (Map.Entry<String, String> file : files.entrySet()) {
        tree.write(TreePath.of(file.getKey()), file.getValue().getBytes(UTF_8), 0644);
      }
    }
  }

  private static final class Told implements DebUnpacker.Listener {
    private Optional<String> reason = Optional.empty();

    @Override
    public void unpacked(String packageName, Duration took) {
      reason = Optional.empty();
    }

    @Override
    public void left(String packageName, String why) {
      reason = Optional.of(why);
    }
  }

  private Optional<String> unpack(DebFixture deb) throws IOException {
    Path archive = deb.write(directory.resolve("new.deb"));
    try (Rootfs tree = Rootfs.open(calls, TREE)) {
      InstalledPackages installed = InstalledPackages.read(tree, "arm64");
      try (DebUnpacker unpacker =
          DebUnpacker.onto(
              tree,
              Architecture.AARCH64,
              ExistingTree.of(tree, installed),
              Decompressor.inProcess(),
              new UnpackRules(Set.of(), ImmutableSetMultimap.of(), Set.of()))) {
        Told told = new Told();
        unpacker.unpack(archive, 0, told);
        unpacker.finish(told);
        return told.reason;
      }
    }
  }

  private String text(String path) throws IOException {
    try (Rootfs tree = Rootfs.open(calls, TREE)) {
      return new String(tree.read(TreePath.of(path), 1 << 20).orElseThrow(), UTF_8);
    }
  }

  private static DebFixture deb(String name, String fields) {
    return new DebFixture(name, "arm64", fields);
  }

  /** Asserts that the tree contains nothing of a package that is left to dpkg but its archive. */
  private void assertLeft(DebFixture deb, String reason) throws IOException {
    SortedMap<String, String> before = dump();
    assertThat(unpack(deb.file("/usr/share/also/x", "x\n"))).hasValue(reason);
    SortedMap<String, String> after = dump();
    assertThat(after.keySet().removeIf(path -> path.contains("cm-image-archives"))).isTrue();
    assertThat(after).isEqualTo(before);
    try (Rootfs tree = Rootfs.open(calls, TREE)) {
      PendingArchives.remove(tree);
    }
  }

  /** Returns the tree, without the times of directories. */
  private SortedMap<String, String> dump() throws IOException {
    SortedMap<String, String> dump = TreeDump.of(calls, TREE);
    dump.replaceAll((path, node) -> node.replaceFirst("^(DIRECTORY \\S+ \\S+).*", "$1"));
    return dump;
  }

  @Test
  void aNewPackageIsAddedToTheDatabase() throws IOException {
    Optional<String> reason =
        unpack(
            deb("new", "")
                .member("conffiles", "/etc/new.conf\n")
                .member("triggers", "interest /usr/share/new\ninterest-noawait refresh\n")
                .file("/etc/new.conf", "new\n")
                .directory("/usr/lib", "0000755")
                .file("/usr/lib/new", "new\n"));

    assertThat(reason).isEmpty();
    String status = text("var/lib/dpkg/status");
    assertThat(status)
        .startsWith(
            """
            Package: new
            Status: install ok unpacked
            """)
        .endsWith("\n\n" + STATUS)
        .contains(" /etc/new.conf newconffile\n");
    assertThat(text("var/lib/dpkg/info/new.list")).contains("/etc/new.conf\n", "/usr/lib/new\n");
    assertThat(text("etc/new.conf.dpkg-new")).isEqualTo("new\n");
    assertThat(text("var/lib/dpkg/triggers/File"))
        .isEqualTo("/usr/share/hooks old\n/usr/lib ld/noawait\n/usr/share/new new\n");
    assertThat(text("var/lib/dpkg/triggers/refresh")).isEqualTo("old\nnew/noawait\n");
    assertThat(text("var/lib/dpkg/triggers/Unincorp")).isEqualTo("/usr/lib new\n");
    assertThat(text("var/lib/dpkg/diversions")).contains("diverted");
  }

  @Test
  void pathsThatDpkgHasRulesForAreLeftToIt() throws IOException {
    assertLeft(deb("new", "").file("/usr/bin/old", ""), "/usr/bin/old is also in package old");
    assertLeft(
        deb("new", "Replaces: old\n").file("/bin/old", ""), "/bin/old is also in package old");
    assertLeft(deb("new", "").file("/usr/bin/diverted", ""), "/usr/bin/diverted is diverted");
    assertLeft(
        deb("new", "").file("/usr/bin/diverted.real", ""),
        "/usr/bin/diverted.real is where another file is diverted to");
    assertLeft(
        deb("new", "").file("/usr/bin/overridden", ""),
        "/usr/bin/overridden has an overridden owner or mode");
    assertLeft(deb("new", "").file("/bin/mine", ""), "/bin/mine is there already");
    assertLeft(
        deb("new", "").directory("/usr/bin/mine", "0000755"),
        "/usr/bin/mine is not a directory in the tree");
    assertLeft(deb("new", "").symlink("/etc/dpkg", "x"), "/etc/dpkg is a directory");
  }

  @Test
  void whatWasWrittenBeforeThePathThatIsLeftToDpkgRemainsForDpkgToWriteAgain() throws IOException {
    Optional<String> reason =
        unpack(
            deb("new", "")
                .member("conffiles", "/etc/new.conf\n")
                .file("/etc/new.conf", "new\n")
                .file("/usr/share/new/first", "first\n")
                .file("/usr/bin/mine", "theirs\n")
                .file("/usr/share/new/last", "last\n"));

    assertThat(reason).hasValue("/usr/bin/mine is there already");
    SortedMap<String, String> dump = dump();
    assertThat(dump).doesNotContainKeys("etc/new.conf", "usr/share/new/last");
    assertThat(dump.keySet()).noneMatch(path -> path.contains("info/new."));
    assertThat(text("etc/new.conf.dpkg-new")).isEqualTo("new\n");
    assertThat(text("usr/share/new/first")).isEqualTo("first\n");
    assertThat(text("usr/bin/mine")).isEqualTo("mine\n");
    assertThat(text("var/lib/dpkg/status")).isEqualTo(STATUS);
  }

  @Test
  void packagesThatConcernOthersAreLeftToDpkg() throws IOException {
    assertLeft(deb("old", ""), "version 1.0-1 is installed");
    assertLeft(deb("removed", ""), "its configuration files are left from before");
    assertLeft(deb("new", "Conflicts: virtual\n"), "it cannot be beside package old");
    assertLeft(deb("broken", ""), "it cannot be beside package old");
    assertThat(unpack(deb("new", "Conflicts: old (<< 1), virtual (= 1)\n"))).isEmpty();
  }

  @Test
  void filtersOfDpkgLeaveFilesOutOfTheTreeButNotOfTheList() throws IOException {
    assertThat(
            unpack(
                deb("new", "")
                    .directory("/usr/share/doc", "0000755")
                    .directory("/usr/share/doc/new", "0000755")
                    .file("/usr/share/doc/new/copyright", "free\n")
                    .file("/usr/share/doc/new/examples", "long\n")))
        .isEmpty();

    assertThat(text("usr/share/doc/new/copyright")).isEqualTo("free\n");
    assertThat(TreeDump.of(calls, TREE).keySet()).noneMatch(path -> path.contains("examples"));
    assertThat(text("var/lib/dpkg/info/new.list")).contains("/usr/share/doc/new/examples\n");
  }

  @Test
  void ownersAreThoseOfTheTreesAccounts() throws IOException {
    assertThat(
            unpack(
                deb("new", "")
                    .entry(new Header("./usr/bin/new", '0').text(265, "tool").text(297, "tool"))))
        .isEmpty();

    try (Rootfs tree = Rootfs.open(calls, TREE)) {
      var status = tree.status(TreePath.of("usr/bin/new")).orElseThrow();
      assertThat(status.uid()).isEqualTo(123);
      assertThat(status.gid()).isEqualTo(77);
    }
  }
}
