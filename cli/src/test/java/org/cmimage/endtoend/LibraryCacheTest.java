package org.cmimage.endtoend;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.syscall.HostCalls;
import org.cmimage.endtoend.trial.Program;
import org.cmimage.endtoend.trial.TrialCluster;
import org.cmimage.sources.ldcache.LibraryCache;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The cache of shared libraries, compared with what this machine's ldconfig writes. */
@Tag("root")
class LibraryCacheTest {
  private static final Path LDCONFIG = Path.of("/sbin/ldconfig");
  private static final String TUPLE = TrialCluster.HOST.multiarchTuple();

  @TempDir Path tree;
  private Path libraries;

  @BeforeEach
  void makeTree() throws IOException {
    assumeTrue(Files.isExecutable(LDCONFIG), "needs ldconfig");
    assumeTrue(
        new String(Files.readAllBytes(LDCONFIG), ISO_8859_1).contains("ldconfig (Debian GLIBC 2."),
        "ldconfig is not Debian's here, which has the same built-in directories as images");
    libraries = Files.createDirectories(tree.resolve("usr/lib").resolve(TUPLE));
    Files.createSymbolicLink(tree.resolve("lib"), Path.of("usr/lib"));
    Files.createDirectories(tree.resolve("sbin"));
    Files.copy(LDCONFIG, tree.resolve("sbin/ldconfig"));
    Path configuration = Files.createDirectories(tree.resolve("etc/ld.so.conf.d"));
    Files.writeString(tree.resolve("etc/ld.so.conf"), "include /etc/ld.so.conf.d/*.conf\n");
    Files.writeString(
        configuration.resolve("b.conf"), "# c\n/lib/" + TUPLE + "\n/usr/lib/" + TUPLE + "/\n");
    Files.writeString(configuration.resolve("a.conf"), "/opt/more # here\n  /opt/absent\n");
    Files.writeString(configuration.resolve(".hidden.conf"), "/opt/hidden\n");
    Files.createDirectories(tree.resolve("opt/more"));
    Files.createDirectories(tree.resolve("opt/hidden"));
  }

  @Test
  void librariesOfThisMachine() throws Exception {
    int copied = 0;
    try (Stream<Path> files = Files.list(Path.of("/usr/lib").resolve(TUPLE))) {
      for (Path file : (Iterable<Path>) files.sorted()::iterator) {
        if (file.getFileName().toString().contains(".so") && copied < 400) {
          Files.copy(file, libraries.resolve(file.getFileName()), LinkOption.NOFOLLOW_LINKS);
          copied++;
        }
      }
    }
    assertThat(copied).isGreaterThan(20);
    assertThat(writesWhatLdconfigWrites()).isNotEmpty();
  }

  @Test
  void namesAndLinksOfEveryKind() throws Exception {
    library("libone.so.1.9", "libone.so.1");
    library("libone.so.1.10", "libone.so.1");
    library("libtwo.so.2", "libtwo.so.2");
    link("libtwo.so", "libtwo.so.2");
    library("libthree.so.3.3", "libthree.so.3");
    link("libthree.so.3", "libthree.so.3.3");
    link("libthree.so", "libthree.so.3");
    library("libfour.so", "");
    link("libother.so.4", "libfour.so");
    library("libfive.so.5.1", "libfive.so.5");
    link("libfive.so.5", "libgone.so");
    link("libdangling.so.1", "nothing");
    library("six.so.6", "six.so.6");
    library("ld-seven.so.7", "ld-seven.so.7");
    Files.writeString(libraries.resolve("libscript.so"), "GROUP ( libone.so.1 )\n");
    Files.createDirectory(libraries.resolve("libdirectory.so.1"));
    Files.copy(libraries.resolve("libtwo.so.2"), tree.resolve("opt/more/libtwo.so.2"));
    Files.copy(libraries.resolve("libtwo.so.2"), tree.resolve("opt/hidden/libtwo.so.2"));
    assertThat(writesWhatLdconfigWrites())
        .contains("libone.so.1 -> libone.so.1.10", "libfive.so.5 -> libfive.so.5.1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"glibc-hwcaps/x", "libtwo.so.2.dpkg-new"})
  void whatReleasesOfLdconfigTreatInDifferentWaysIsLeftToThem(String path) throws Exception {
    library("libone.so.1", "libone.so.1");
    Files.createDirectories(libraries.resolve(path));
    try (Rootfs root = open()) {
      assertThat(LibraryCache.write(root)).isFalse();
      assertThat(root.exists(LibraryCache.PATH)).isFalse();
    }
  }

  /** Returns the links of the tree that are the same afterwards. */
  private List<String> writesWhatLdconfigWrites() throws Exception {
    Path copy = Files.createDirectory(tree.resolve("copy"));
    Program.output(tree, "cp", "-a", "usr", "lib", "sbin", "etc", "opt", copy.toString());
    run(copy);
    try (Rootfs root = open()) {
      assertThat(LibraryCache.of(root)).isPresent();
      assertThat(LibraryCache.write(root)).isTrue();
    }
    assertThat(tree.resolve("etc/ld.so.cache"))
        .hasSameBinaryContentAs(copy.resolve("etc/ld.so.cache"));
    List<String> links = links(libraries);
    assertThat(links).isEqualTo(links(copy.resolve("usr/lib").resolve(TUPLE)));
    return links;
  }

  private static void run(Path root) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(LDCONFIG.toString(), "-r", root.toString())
            .redirectErrorStream(true)
            .start();
    process.getInputStream().readAllBytes(); // it complains of some of these files
    assertThat(process.waitFor()).isZero();
  }

  private Rootfs open() throws IOException {
    return Rootfs.open(HostCalls.installed(), tree);
  }

  private static List<String> links(Path directory) throws IOException {
    List<String> links = new ArrayList<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : (Iterable<Path>) files.sorted()::iterator) {
        if (Files.isSymbolicLink(file)) {
          links.add(file.getFileName() + " -> " + Files.readSymbolicLink(file));
        }
      }
    }
    return links;
  }

  private void link(String name, String target) throws IOException {
    Files.createSymbolicLink(libraries.resolve(name), Path.of(target));
  }

  private void library(String file, String soname) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("gcc", "-shared", "-nostdlib", "-x", "c"));
    Optional.of(soname)
        .filter(name -> !name.isEmpty())
        .ifPresent(name -> command.add("-Wl,-soname," + name));
    command.addAll(List.of("-o", libraries.resolve(file).toString(), "/dev/null"));
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/gcc")), "needs gcc");
    Program.output(tree, command.toArray(String[]::new));
  }
}
