package org.cmimage.sources.deb.twins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.cmimage.core.catalog.Twins;
import org.cmimage.core.catalog.Twins.Uses;
import org.cmimage.model.Architecture;
import org.cmimage.sources.compress.Decompressor;
import org.cmimage.sources.deb.archive.DebFixture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TwinTreeTest {
  private static final String ELF = "\u007fELF....";
  private static final Twins TWINS =
      new Twins(
          List.of(),
          Map.of("uname", "tells the architecture"),
          Set.of("dpkg"),
          Map.of(
              "tool",
              new Uses(List.of("-v", "*WORD*"), Uses.Files.SCRIPT, List.of("/etc/tool.d"))));

  private static final ArchitecturePair SIDES =
      new ArchitecturePair(Architecture.X86_64, Architecture.AARCH64);

  @TempDir Path directory;

  private Path make(DebFixture deb, TwinTree.Programs programs) throws Exception {
    Path archive = deb.write(directory.resolve("p.deb"));
    return TwinTree.make(
        directory.resolve("twins/one"),
        SIDES,
        TWINS,
        Decompressor.inProcess(),
        tree -> tree.add(archive, programs));
  }

  private static DebFixture fixture() {
    return new DebFixture("tool", "amd64", "")
        .file("/bin/tool", ELF + "/lib64/ld-linux-x86-64.so.2\0 /usr/lib/x86_64-linux-gnu/a")
        .hardLink("/bin/tool5", "/bin/tool")
        .symlink("/bin/link", "tool")
        .file("/usr/bin/script", "#!/bin/sh\n")
        .file("/usr/bin/uname", ELF)
        .file("/etc/tool.conf", ELF)
        .file("/lib/tool/libtool-1.so", ELF)
        .file("/usr/lib/python3.11/lib-dynload/x.so", ELF)
        .file("/lib/x86_64-linux-gnu/libx.so.1.2", ELF + "/lib/x86_64-linux-gnu/y")
        .file("/usr/lib/x86_64-linux-gnu/perl/x.pm", "1;\n")
        .symlink("/lib/x86_64-linux-gnu/libx.so.1", "libx.so.1.2")
        .symlink("/usr/lib/x86_64-linux-gnu/libx.so", "/lib/x86_64-linux-gnu/libx.so.1");
  }

  private static List<String> paths(Path place) throws IOException {
    try (Stream<Path> all = Files.walk(place)) {
      return all.filter(path -> !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
          .map(path -> place.relativize(path).toString())
          .sorted()
          .toList();
    }
  }

  @Test
  void holdsProgramsAndLibrariesThatFindEachOther() throws Exception {
    Path place = make(fixture(), TwinTree.Programs.DATED);

    assertThat(paths(place))
        .containsExactly(
            "_64-linux-gnu",
            "laid",
            "ld.so",
            "lib/libtool-1.so",
            "lib/libx.so",
            "lib/libx.so.1",
            "lib/libx.so.1.2",
            "lib/perl/x.pm",
            "linux-gnu",
            "none/laid",
            "tree/usr/bin/tool",
            "tree/usr/bin/tool5",
            "tree/usr/lib/python3.11/lib-dynload/x.so",
            "uses/usr/bin/tool");
    assertThat(Files.readString(place.resolve("tree/usr/bin/tool")))
        .isEqualTo(ELF + "/dev/.twins/ld.so\0\0\0\0\0\0\0\0\0\0\0 /dev/.twins/_64-linux-gnu/a");
    assertThat(Files.readString(place.resolve("lib/libx.so.1.2")))
        .isEqualTo(ELF + "/dev/.twins/linux-gnu/y");
    assertThat(Files.readSymbolicLink(place.resolve("linux-gnu"))).hasToString("lib");
    assertThat(Files.readSymbolicLink(place.resolve("_64-linux-gnu"))).hasToString("lib");
    assertThat(Files.readSymbolicLink(place.resolve("ld.so")))
        .hasToString("lib/ld-linux-x86-64.so.2");
    assertThat(Files.readSymbolicLink(place.resolve("lib/libx.so")))
        .hasToString("/dev/.twins/lib/libx.so.1");
    assertThat(Files.readAllLines(place.resolve("laid")))
        .containsExactly("/usr/lib/python3.11/lib-dynload");
  }

  @Test
  void leavesSomeUsesOfAProgramToTheImage() throws Exception {
    assertThat(
            Files.readAllLines(
                make(fixture(), TwinTree.Programs.DATED).resolve("uses/usr/bin/tool")))
        .containsExactly("=-v", "=*WORD*", "@script", "/etc/tool.d");
  }

  @Test
  void dataAmongTheLibrariesIsTheImages() throws Exception {
    String libraries = "/usr/lib/x86_64-linux-gnu/";
    DebFixture deb =
        new DebFixture("tool", "amd64", "")
            .file(libraries + "perl/5.36/Config.pm", "archname => 'x86_64-linux-gnu'\n")
            .file(libraries + "perl/5.36/syscall.ph", "SYS_read\n")
            .file(libraries + "gconv/gconv-modules.cache", "\1\0" + libraries + "gconv/\0");
    Path place = make(deb, TwinTree.Programs.NONE);

    assertThat(Files.readSymbolicLink(place.resolve("lib/perl/5.36/Config.pm")))
        .hasToString("/usr/lib/aarch64-linux-gnu/perl/5.36/Config.pm");
    assertThat(place.resolve("lib/perl/5.36/syscall.ph")).hasContent("SYS_read\n");
    assertThat(Files.readString(place.resolve("lib/gconv/gconv-modules.cache")))
        .isEqualTo("\1\0/dev/.twins/_64-linux-gnu/gconv/\0");
  }

  @Test
  void aProgramFindsItsPathInTheImageWhereItLooksForItself() throws Exception {
    DebFixture deb =
        new DebFixture("tool", "amd64", "")
            .file("/usr/bin/tool", ELF + "/proc/self/exe\0/proc/self/exec\0")
            .hardLink("/usr/bin/tool5", "/usr/bin/tool");
    Path place = make(deb, TwinTree.Programs.DATED);

    assertThat(Files.readString(place.resolve("tree/usr/bin/tool")))
        .isEqualTo(ELF + "/dev/.twins/00\0/proc/self/exec\0");
    assertThat(Files.readSymbolicLink(place.resolve("00"))).hasToString("/usr/bin/tool");
    assertThat(place.resolve("tree/usr/bin/tool5")).doesNotExist();
  }

  @Test
  void aProgramOfThePackageSystemHasTheArchitecturesNameOfTheImage() throws Exception {
    String program = ELF + "\0%1$s\0 1.21.22 (%1$s)\0%1$s-linux\0x%1$s\0";
    DebFixture deb =
        new DebFixture("dpkg", "amd64", "")
            .file("/usr/bin/dpkg", program.formatted("amd64"))
            .file("/usr/bin/tool", program.formatted("amd64"));
    Path place = make(deb, TwinTree.Programs.DATED);

    assertThat(Files.readString(place.resolve("tree/usr/bin/dpkg")))
        .isEqualTo(ELF + "\0arm64\0 1.21.22 (arm64)\0amd64-linux\0xamd64\0");
    assertThat(Files.readString(place.resolve("tree/usr/bin/tool")))
        .isEqualTo(program.formatted("amd64"));
  }

  @Test
  void aProgramThatCannotHaveTheImagesNameHasNoTwin() throws Exception {
    DebFixture deb = new DebFixture("dpkg", "amd64", "").file("/usr/bin/dpkg", ELF + "\0amd64\0");
    Path archive = deb.write(directory.resolve("p.deb"));
    Path place =
        TwinTree.make(
            directory.resolve("twins/one"),
            new ArchitecturePair(Architecture.X86_64, Architecture.RISCV64),
            TWINS,
            Decompressor.inProcess(),
            tree -> tree.add(archive, TwinTree.Programs.DATED));

    assertThat(paths(place)).noneMatch(path -> path.startsWith("tree/"));
  }

  @Test
  void pythonsConfigurationIsTheImages() throws Exception {
    DebFixture deb =
        new DebFixture("tool", "amd64", "")
            .file("/usr/lib/python3.11/_sysconfigdata__x86_64-linux-gnu.py", "build_time_vars = {}")
            .file("/usr/lib/python3.11/lib-dynload/x.so", ELF);
    Path place = make(deb, TwinTree.Programs.DATED);

    assertThat(paths(place.resolve("tree/usr/lib/python3.11")))
        .containsExactly("lib-dynload/_sysconfigdata__x86_64-linux-gnu.py", "lib-dynload/x.so");
    assertThat(
            Files.readString(
                place.resolve(
                    "tree/usr/lib/python3.11/lib-dynload/_sysconfigdata__x86_64-linux-gnu.py")))
        .contains("\"_sysconfigdata__aarch64-linux-gnu\"");
  }

  @Test
  void takesLibrariesAloneOfOtherPackages() throws Exception {
    assertThat(paths(make(fixture(), TwinTree.Programs.NONE)))
        .filteredOn(path -> path.startsWith("tree/"))
        .isEmpty();
  }

  @Test
  void programsOfAnotherBuildHaveNoTime() throws Exception {
    Path place = make(fixture(), TwinTree.Programs.UNDATED);
    assertThat(Files.getLastModifiedTime(place.resolve("tree/usr/bin/tool")))
        .isEqualTo(FileTime.from(Instant.EPOCH));
  }

  @Test
  void nothingIsWrittenThroughALinkOfAPackage() throws Exception {
    Path victim = Files.createDirectory(directory.resolve("victim"));
    DebFixture deb =
        new DebFixture("evil", "amd64", "")
            .symlink("/usr/lib/x86_64-linux-gnu/d", victim.toString())
            .file("/usr/lib/x86_64-linux-gnu/d/file", ELF);
    make(deb, TwinTree.Programs.NONE);
    assertThat(victim).isEmptyDirectory();
  }

  @Test
  void whatIsUnfinishedIsRemovedAndWhatIsThereIsKept() throws Exception {
    Path left = Files.createDirectories(directory.resolve("twins/.new-1/lib"));
    Path place = make(fixture(), TwinTree.Programs.DATED);
    assertThat(left.getParent()).doesNotExist();
    Files.writeString(place.resolve("laid"), "as it was");
    assertThat(make(fixture(), TwinTree.Programs.DATED).resolve("laid")).hasContent("as it was");
  }

  @Test
  void ofTwoAtOnceOneMakesItAndTheOtherWaits() throws Exception {
    Path archive = fixture().write(directory.resolve("p.deb"));
    CountDownLatch making = new CountDownLatch(1);
    CountDownLatch mayEnd = new CountDownLatch(1);
    AtomicInteger made = new AtomicInteger();
    Callable<Path> make =
        () ->
            TwinTree.make(
                directory.resolve("twins/one"),
                SIDES,
                TWINS,
                Decompressor.inProcess(),
                tree -> {
                  made.incrementAndGet();
                  making.countDown();
                  mayEnd.await();
                  tree.add(archive, TwinTree.Programs.DATED);
                });
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      Future<Path> first = threads.submit(make);
      making.await();
      Future<Path> second = threads.submit(make);
      assertThatThrownBy(() -> second.get(200, TimeUnit.MILLISECONDS))
          .isInstanceOf(TimeoutException.class);
      mayEnd.countDown();
      assertThat(second.get()).isEqualTo(first.get()).isDirectory();
      assertThat(made).hasValue(1);
    } finally {
      threads.shutdownNow();
    }
  }
}
