package org.cmimage.sources.deb.unpack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSetMultimap;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.syscall.InMemoryHostCalls;
import org.cmimage.core.syscall.TreeDump;
import org.cmimage.core.tree.TreePath;
import org.cmimage.model.Architecture;
import org.cmimage.model.Distribution;
import org.cmimage.sources.compress.Decompressor;
import org.cmimage.sources.deb.archive.DebFixture;
import org.cmimage.sources.deb.unpack.database.UnpackRules;
import org.cmimage.sources.tar.TarFixture.Header;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DebUnpackerTest {
  private static final Path TREE = Path.of("/tree");

  @TempDir Path directory;
  private final List<Path> archives = new ArrayList<>();
  private final Map<String, String> left = new TreeMap<>();
  private InMemoryHostCalls calls = new InMemoryHostCalls();
  private UnpackRules rules =
      new UnpackRules(
          Set.of("base"), ImmutableSetMultimap.of(), Set.of(TreePath.of("/etc/guarded.conf")));

  private final DebUnpacker.Listener listener =
      new DebUnpacker.Listener() {
        @Override
        public void unpacked(String packageName, Duration took) {
          assertThat(took).isPositive();
        }

        @Override
        public void left(String packageName, String reason) {
          left.put(packageName, reason);
        }
      };

  private void add(DebFixture deb) throws IOException {
    archives.add(deb.write(directory.resolve("p" + archives.size() + ".deb")));
  }

  private SortedMap<String, String> unpack(List<Path> inOrder) throws IOException {
    calls = new InMemoryHostCalls().withDirectory(TREE);
    try (Rootfs tree = Rootfs.open(calls, TREE);
        DebUnpacker unpacker =
            DebUnpacker.open(
                tree, Architecture.AARCH64, UsrMerge.LINKS, Decompressor.inProcess(), rules)) {
      for (Path archive : inOrder) {
        unpacker.unpack(archive, archives.indexOf(archive), listener);
      }
      unpacker.finish(listener);
    }
    assertThat(calls.openHandles()).isZero();
    return TreeDump.of(calls, TREE);
  }

  private SortedMap<String, String> unpack() throws IOException {
    return unpack(archives);
  }

  /** Unpacks in both orders, which must not matter. */
  private SortedMap<String, String> unpackBothWays() throws IOException {
    SortedMap<String, String> forward = unpack();
    List<Path> reversed = new ArrayList<>(archives);
    Collections.reverse(reversed);
    assertThat(unpack(reversed)).isEqualTo(forward);
    return forward;
  }

  private String text(String path) throws IOException {
    try (Rootfs tree = Rootfs.open(calls, TREE)) {
      return new String(
          tree.read(TreePath.of(path), 1 << 20).orElseThrow(), StandardCharsets.UTF_8);
    }
  }

  private void assertRefused(ErrorCode code, String fact) {
    assertThatThrownBy(this::unpack)
        .isInstanceOfSatisfying(FaultException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessageContaining(fact);
  }

  @Test
  void theStatusFileIsAsDpkgWritesIt() throws IOException {
    add(
        new DebFixture(
                "tool",
                "arm64",
                "Origin: example\n"
                    + "Bugs: https://bugs.example.org\n"
                    + "Homepage: https://example.org\n"
                    + "Depends: libc6 (>=2.34),\n"
                    + " a|b\n"
                    + "Priority: Optional\n"
                    + "Essential: no\n"
                    + "Installed-Size: 7\n"
                    + "Status: install ok installed\n"
                    + "Multi-Arch: foreign\n"
                    + "Source: src (0.9)\n")
            .member("conffiles", "/etc/tool.conf\n/etc/absent\nremove-on-upgrade /etc/old\n")
            .file("/etc/tool.conf", "hello\n"));
    SortedMap<String, String> tree = unpack();
    assertThat(text("var/lib/dpkg/status"))
        .isEqualTo(
            """
            Package: tool
            Status: install ok unpacked
            Priority: optional
            Installed-Size: 7
            Origin: example
            Maintainer: Test <t@example.org>
            Bugs: https://bugs.example.org
            Architecture: arm64
            Multi-Arch: foreign
            Source: src (0.9)
            Version: 1.0-1
            Depends: libc6 (>= 2.34), a | b
            Conffiles:
             /etc/tool.conf newconffile
             /etc/absent newconffile
             /etc/old newconffile remove-on-upgrade
            Description: test
             of a package
            Homepage: https://example.org

            """);
    assertThat(text("etc/tool.conf.dpkg-new")).isEqualTo("hello\n");
    assertThat(tree).doesNotContainKey("/etc/tool.conf");
    assertThat(text("var/lib/dpkg/info/tool.conffiles")).startsWith("/etc/tool.conf\n");
    assertThat(text("var/lib/dpkg/arch")).isEqualTo("arm64\n");
    assertThat(text("var/lib/dpkg/info/format")).isEqualTo("1\n");
  }

  /**
   * Files that programs of the system need before anything is configured, and files below guards.
   */
  @Test
  void conffilesOfTheBaseAreInPlaceWithTheirSums() throws IOException {
    add(
        new DebFixture("base", "arm64", "")
            .member("conffiles", "/etc/base.conf\n")
            .file("/etc/base.conf", "hello\n"));
    add(
        new DebFixture("tool", "arm64", "")
            .member("conffiles", "/etc/guarded.conf\n")
            .file("/etc/guarded.conf", "hello\n"));
    unpackBothWays();
    assertThat(text("etc/base.conf")).isEqualTo("hello\n");
    assertThat(text("etc/guarded.conf")).isEqualTo("hello\n");
    assertThat(text("var/lib/dpkg/status"))
        .contains("/etc/base.conf b1946ac92492d2347c6235b4d2611184\n")
        .contains("/etc/guarded.conf b1946ac92492d2347c6235b4d2611184\n");
  }

  @Test
  void linksBetweenConffilesAreMadeUnderTheNamesTheyHaveUntilThen() throws IOException {
    add(
        new DebFixture("tool", "arm64", "")
            .member("conffiles", "/etc/one\n/etc/two\n")
            .file("/etc/one", "hello\n")
            .hardLink("/etc/two", "/etc/one")
            .hardLink("/usr/three", "/etc/one")
            .symlink("/etc/four", "one"));
    SortedMap<String, String> tree = unpack();
    assertThat(tree.keySet())
        .contains("/etc/one.dpkg-new", "/etc/two.dpkg-new", "/usr/three", "/etc/four")
        .doesNotContain("/etc/one", "/etc/two");
    assertThat(text("usr/three")).isEqualTo("hello\n");
    assertThat(text("var/lib/dpkg/info/tool.list")).contains("/etc/one\n/etc/two\n");
  }

  @Test
  void aConffileThatIsTakenOverIsTheNewPackagesAlone() throws IOException {
    add(
        new DebFixture("old", "arm64", "")
            .member("conffiles", "/etc/x\n/etc/y\n")
            .directory("/etc", "0000755")
            .file("/etc/x", "old")
            .file("/etc/y", "old"));
    add(
        new DebFixture("new", "arm64", "Replaces: old\n")
            .member("conffiles", "/etc/x\n")
            .file("/etc/x", "new"));
    unpackBothWays();
    assertThat(text("etc/x.dpkg-new")).isEqualTo("new");
    assertThat(text("var/lib/dpkg/status"))
        .containsOnlyOnce("/etc/x newconffile\n")
        .contains("Conffiles:\n /etc/y newconffile\n");
  }

  /** As littler and r-cran-littler have /usr/share/doc/littler/examples. */
  @Test
  void theSameLinkToADirectoryIsBothPackages() throws IOException {
    add(
        new DebFixture("one", "arm64", "Replaces: two\n")
            .directory("/usr/lib/examples", "0000755")
            .directory("/usr/share", "0000755")
            .symlink("/usr/share/examples", "../lib/examples"));
    add(
        new DebFixture("two", "arm64", "")
            .directory("/usr/share", "0000755")
            .symlink("/usr/share/examples", "../lib/examples"));
    unpackBothWays();
    assertThat(text("var/lib/dpkg/info/one.list")).contains("/usr/share/examples\n");
    assertThat(text("var/lib/dpkg/info/two.list")).contains("/usr/share/examples\n");
  }

  @Test
  void anotherLinkOfTheSameNameIsRefused() throws IOException {
    add(new DebFixture("one", "arm64", "").symlink("/usr/share/examples", "../lib/examples"));
    add(new DebFixture("two", "arm64", "").symlink("/usr/share/examples", "../lib/other"));
    assertThatThrownBy(this::unpack).hasMessageContaining("/usr/share/examples");
  }

  /** In any order: dpkg would ask which package owns the file in place, and keep it. */
  @Test
  void aConffileTakesThePlaceOfOneOfTheBase() throws IOException {
    add(new DebFixture("base", "arm64", "").member("conffiles", "/etc/x\n").file("/etc/x", "old"));
    add(
        new DebFixture("new", "arm64", "Replaces: base\n")
            .member("conffiles", "/etc/x\n")
            .file("/etc/x", "new"));
    assertThat(unpack()).doesNotContainKey("/etc/x.dpkg-new");
    assertThat(text("etc/x")).isEqualTo("new");
    assertThat(text("var/lib/dpkg/status")).contains("/etc/x 22af645d1859cb5ca6da0c484f1f37ea\n");
  }

  @Test
  void packagesThatCanTellTheDifferenceAreLeftToDpkg() throws IOException {
    add(
        new DebFixture("diverts", "arm64", "")
            .member("preinst", "#!/bin/sh\ndpkg-divert --rename --add /bin/x\n")
            .file("/bin/x", "new"));
    add(new DebFixture("owner", "arm64", "").file("/bin/x", "old"));
    add(
        new DebFixture("base", "arm64", "")
            .member("preinst", "#!/bin/sh\nrm /x\n")
            .file("/usr/base", "base"));
    add(new DebFixture("waits", "arm64", "").member("preinst", "#!/bin/sh\nmkdir -p /y\n"));
    rules = new UnpackRules(Set.of("base"), ImmutableSetMultimap.of("waits", "owner"), Set.of());
    SortedMap<String, String> tree = unpackBothWays();
    assertThat(text("usr/bin/x")).isEqualTo("old");
    assertThat(text("var/lib/dpkg/status"))
        .contains("Package: base\n", "Package: owner\n")
        .doesNotContain("diverts", "waits");
    assertThat(left)
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "diverts", "its pre-installation script runs dpkg-divert",
                "waits", "it pre-depends on owner"));
    assertThat(tree.get("/var/lib/cm-image-archives")).startsWith("DIRECTORY 0700 0:0");
    assertThat(tree.get("/var/lib/cm-image-archives/diverts.deb")).startsWith("REGULAR 0600 0:0");
    assertThat(tree).containsKey("/var/lib/cm-image-archives/waits.deb");
    assertThat(tree.keySet()).noneMatch(path -> path.contains("info/diverts"));
  }

  /** Scripts examine paths that their package has, in any spelling, or other ones. */
  @Test
  void whetherAPreinstCanTellDependsOnWhatItsPackageHas() throws IOException {
    Map<String, String> looks =
        ImmutableMap.of(
            "file", "/usr/bin/file",
            "merged", "/bin/merged",
            "below", "/opt",
            "pattern", "/etc/pat*",
            "new", "/etc/new.conf*",
            "above", "/etc/above.d/x",
            "runs", "/var/run/runs",
            "other", "/usr/bin/file",
            "inside", "/opt/inside/y*");
    for (Map.Entry<String, String> look : looks.entrySet()) {
      DebFixture deb =
          new DebFixture(look.getKey(), "arm64", "")
              .member("preinst", "#!/bin/sh\nrm -f " + look.getValue() + "\n");
      switch (look.getKey()) {
        case "file" -> deb.file("/usr/bin/file", "");
        case "merged" -> deb.file("/usr/bin/merged", "");
        case "below" -> deb.file("/opt/below/x", "");
        case "pattern" -> deb.file("/etc/pattern", "");
        case "new" -> deb.member("conffiles", "/etc/new.conf\n").file("/etc/new.conf", "");
        case "above" -> deb.symlink("/etc/above.d", "other.d");
        case "runs" -> deb.file("/run/runs", "");
        case "inside" ->
            deb.directory("/opt", "0000755")
                .directory("/opt/inside", "0000755")
                .file("/opt/inside/x", "");
        default -> deb.file("/usr/bin/other", "");
      }
      add(deb);
    }
    unpackBothWays();
    assertThat(left.keySet())
        .containsExactly("above", "below", "file", "merged", "new", "pattern", "runs");
    assertThat(left).containsEntry("below", "its pre-installation script looks at /opt");
  }

  @Test
  void largeArchivesAreLeftToDpkgFromTheFirstEntryThatTheirScriptsLookAt() throws IOException {
    byte[] noise = new byte[2 << 20];
    new Random(1).nextBytes(noise);
    String large = new String(noise, StandardCharsets.ISO_8859_1);
    String look = "#!/bin/sh\n[ -d /etc/hooks.d ] && rm -f /opt/kept\n";
    for (String name : List.of("hooks", "plain")) {
      DebFixture deb =
          new DebFixture(name, "arm64", "")
              .member("preinst", look)
              .directory("/usr/share", "0000755")
              .file("/usr/share/" + name, large);
      add(name.equals("hooks") ? deb.directory("/etc/hooks.d", "0000755") : deb);
    }
    unpackBothWays();
    assertThat(left)
        .containsExactly(entry("hooks", "its pre-installation script looks at /etc/hooks.d"));
  }

  @Test
  void preDependenciesMakeADifferenceWhereTheySayWhereFilesGoAndWhoseTheyAre() throws IOException {
    String moves = "#!/bin/sh\nset -e\ndpkg-divert --add --divert /y /x\n";
    String kept = "#!/bin/sh\n# no dpkg-divert\ndpkg-statoverride --update \\\n --add a b 1 /x\n";
    add(new DebFixture("last", "arm64", ""));
    add(new DebFixture("plain", "arm64", "").file("/usr/bin/plain", ""));
    add(new DebFixture("moved", "arm64", ""));
    add(new DebFixture("mover", "arm64", "").member("postinst", moves));
    add(new DebFixture("keeper", "arm64", "").member("postinst", kept));
    add(new DebFixture("named", "arm64", "").entry(new Header("./x", '0').text(265, "nut")));
    add(new DebFixture("one", "arm64", ""));
    add(new DebFixture("two", "arm64", ""));
    rules =
        new UnpackRules(
            Set.of(),
            ImmutableSetMultimap.<String, String>builder()
                .putAll("last", "moved", "mover")
                .putAll("plain", "keeper")
                .putAll("moved", "mover")
                .putAll("named", "keeper")
                .putAll("one", "two")
                .putAll("two", "one")
                .build(),
            Set.of());
    unpackBothWays();
    assertThat(left.keySet()).containsExactly("last", "moved", "named", "one", "two");
    assertThat(left).containsEntry("last", "it pre-depends on moved");
  }

  @Test
  void listsKeepThePackagesOrderAndSpelling() throws IOException {
    add(
        new DebFixture("libz", "arm64", "Multi-Arch: same\n")
            .member("md5sums", "0  lib/z\n")
            .directory("/lib", "0000755")
            .file("/lib/z", "z")
            .hardLink("/lib/a", "/lib/z")
            .symlink("/usr/m", "../lib/z"));
    SortedMap<String, String> tree = unpack();
    assertThat(text("var/lib/dpkg/info/libz:arm64.list"))
        .isEqualTo("/.\n/lib\n/lib/z\n/lib/a\n/usr/m\n");
    assertThat(text("var/lib/dpkg/info/libz:arm64.md5sums")).isEqualTo("0  lib/z\n");
    assertThat(tree.keySet()).contains("/usr/lib/z", "/usr/lib/a").doesNotContain("/lib/z");
    assertThat(tree.get("/lib")).contains("SYMLINK").contains("-> usr/lib");
    assertThat(tree).doesNotContainKey("/lib64");
  }

  @Test
  void interestsAreKeptAndNothingIsPending() throws IOException {
    add(
        new DebFixture("libc-bin", "arm64", "")
            .member("triggers", "# why\ninterest-await ldconfig\n"));
    add(
        new DebFixture("udev", "arm64", "")
            .member(
                "triggers",
                "interest-noawait /lib/udev/hwdb.d # path\nactivate-noawait ldconfig\n"));
    add(
        new DebFixture("other", "arm64", "Multi-Arch: same\n")
            .member("triggers", "interest ldconfig\n"));
    unpackBothWays();
    assertThat(text("var/lib/dpkg/triggers/ldconfig")).isEqualTo("libc-bin\nother:arm64\n");
    assertThat(text("var/lib/dpkg/triggers/File")).isEqualTo("/lib/udev/hwdb.d udev/noawait\n");
    assertThat(text("var/lib/dpkg/status")).doesNotContain("Triggers-");
  }

  @Test
  void triggerNamesCannotBecomeOtherPaths() throws IOException {
    add(new DebFixture("bad", "arm64", "").member("triggers", "interest ../status\n"));
    assertRefused(ErrorCode.SOURCE_CORRUPT, "not a trigger directive");
  }

  @Test
  void aFileOfTwoPackagesIsAnError() throws IOException {
    add(new DebFixture("one", "arm64", "").file("/bin/x", "1"));
    add(new DebFixture("two", "arm64", "").file("/usr/bin/x", "2"));
    assertRefused(
        ErrorCode.DEPENDENCY_CONFLICT,
        "package two: it has /usr/bin/x, which is also in package one");
  }

  @Test
  void theReplacingPackageHasTheFileInEitherOrder() throws IOException {
    add(new DebFixture("old", "arm64", "").file("/usr/x", "old").file("/usr/y", "old"));
    add(new DebFixture("new", "arm64", "Replaces: old (<< 2)\n").file("/usr/x", "new"));
    unpackBothWays();
    assertThat(text("usr/x")).isEqualTo("new");
    assertThat(text("var/lib/dpkg/info/old.list")).isEqualTo("/.\n/usr/y\n");
    assertThat(text("var/lib/dpkg/info/new.list")).isEqualTo("/.\n/usr/x\n");
  }

  @Test
  void replacingHoldsForTheVersionsNamedOnly() throws IOException {
    add(new DebFixture("old", "arm64", "").file("/usr/x", "old"));
    add(new DebFixture("new", "arm64", "Replaces: old (<< 1)\n").file("/usr/x", "new"));
    assertRefused(ErrorCode.DEPENDENCY_CONFLICT, "/usr/x");
  }

  @Test
  void sharedDirectoriesAreTheFirstPackagesAndBaseFilesIsFirst() throws IOException {
    add(
        new DebFixture("aaa", "arm64", "")
            .directory("/opt", "0000700")
            .directory("/srv", "0000711"));
    add(new DebFixture("bbb", "arm64", "").directory("/srv", "0000755"));
    add(new DebFixture("base-files", "arm64", "").directory("/opt", "0002775"));
    SortedMap<String, String> tree = unpackBothWays();
    assertThat(tree.get("/opt")).startsWith("DIRECTORY 2775");
    assertThat(tree.get("/srv")).startsWith("DIRECTORY 0711");
  }

  @Test
  void theLinksOfAMergedUsrStay() throws IOException {
    add(new DebFixture("base-files", "arm64", "").symlink("/bin", "usr/bin"));
    add(new DebFixture("old", "arm64", "").directory("/bin", "0000755").file("/bin/tool", "tool"));
    add(
        new DebFixture("which", "arm64", "")
            .file("/bin/which", "which")
            .symlink("/usr/bin/which", "/bin/which"));
    SortedMap<String, String> tree = unpackBothWays();
    assertThat(tree.get("/bin")).contains("-> usr/bin");
    assertThat(text("usr/bin/tool")).isEqualTo("tool");
    assertThat(text("usr/bin/which")).isEqualTo("which");
    assertThat(text("var/lib/dpkg/info/which.list")).isEqualTo("/.\n/bin/which\n/usr/bin/which\n");
  }

  @Test
  void aLinkOfASplitUsrGivesWayToTheFileThatFollows() throws IOException {
    add(
        new DebFixture("which", "arm64", "")
            .symlink("/usr/bin/which", "../../bin/which")
            .file("/bin/which", "which"));
    unpack();
    assertThat(text("usr/bin/which")).isEqualTo("which");
  }

  @Test
  void modesOwnersAndTimesAreKept() throws IOException {
    Header header =
        new Header("./usr/su", '0').text(100, "0004755").text(108, "0000002").text(116, "0000052");
    add(new DebFixture("su", "arm64", "").entry(header.text(136, "13000000000")));
    assertThat(unpack().get("/usr/su")).startsWith("REGULAR 4755 2:42 1476395008.000000000 0x1");
  }

  /**
   * As dpkg calls getpwnam(3) first; archives that were not made as root have the ids of their
   * maker.
   */
  @Test
  void ownersAreThoseThatAreNamed() throws IOException {
    Header header = new Header("./usr/x", '0').text(108, "0001750").text(116, "0001750");
    add(new DebFixture("aa", "arm64", "").entry(header.text(265, "root").text(297, "shadow")));
    Header other = new Header("./usr/y", '0').text(108, "0000145").text(116, "0000146");
    add(new DebFixture("bb", "arm64", "").entry(other.text(265, "stranger").text(297, "others")));
    SortedMap<String, String> tree = unpack();
    assertThat(tree.get("/usr/x")).startsWith("REGULAR 0644 0:42 ");
    assertThat(tree.get("/usr/y")).startsWith("REGULAR 0644 101:102 ");
  }

  @Test
  void sumsThatAPackageDoesNotBringAreMade() throws IOException {
    add(
        new DebFixture("aa", "arm64", "")
            .member("conffiles", "/etc/x\n")
            .file("/etc/x", "x")
            .file("/usr/one", "hello\n")
            .hardLink("/usr/two", "/usr/one")
            .symlink("/usr/three", "one"));
    add(new DebFixture("bb", "arm64", ""));
    unpackBothWays();
    assertThat(text("var/lib/dpkg/info/aa.md5sums"))
        .isEqualTo(
            "9dd4e461268c8034f5c8564e155c67a6  etc/x\nb1946ac92492d2347c6235b4d2611184  usr/one\n"
                + "b1946ac92492d2347c6235b4d2611184  usr/two\n");
    assertThat(text("var/lib/dpkg/info/bb.md5sums")).isEmpty();
  }

  @Test
  void packagesThatDoNotFitAreRefused() throws IOException {
    add(new DebFixture("aa", "amd64", ""));
    assertRefused(ErrorCode.ARCH_OS_MISMATCH, "expected architecture arm64 or all, found amd64");
    archives.clear();
    add(new DebFixture("aa", "arm64", ""));
    add(new DebFixture("aa", "all", ""));
    assertRefused(ErrorCode.SOURCE_CORRUPT, "twice");
    archives.clear();
    add(new DebFixture("../a", "all", ""));
    assertRefused(ErrorCode.SOURCE_CORRUPT, "no valid field Package");
    archives.clear();
    add(new DebFixture("aa", "all", "").file("/a\nb", ""));
    assertRefused(ErrorCode.SOURCE_CORRUPT, "line feed");
    archives.clear();
    add(new DebFixture("aa", "all", "").file("/var/lib/dpkg/status", "mine"));
    assertRefused(ErrorCode.SOURCE_CORRUPT, "/var/lib/dpkg/status");
  }

  @Test
  void releasesDifferInWhoMakesTheLinks() {
    assertThat(UsrMerge.of(Distribution.parse("debian11"))).isEqualTo(UsrMerge.LINKS);
    assertThat(UsrMerge.of(Distribution.parse("debian12"))).isEqualTo(UsrMerge.LINKS);
    assertThat(UsrMerge.of(Distribution.parse("debian13"))).isEqualTo(UsrMerge.PACKAGE);
    assertThat(UsrMerge.of(Distribution.parse("ubuntu2204"))).isEqualTo(UsrMerge.LINKS);
    assertThat(UsrMerge.LINKS.links(Architecture.X86_64)).contains("libx32");
    assertThat(UsrMerge.PACKAGE.links(Architecture.X86_64))
        .containsExactly("bin", "sbin", "lib", "lib64");
  }
}
