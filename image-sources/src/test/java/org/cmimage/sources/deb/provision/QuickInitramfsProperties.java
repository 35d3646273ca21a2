package org.cmimage.sources.deb.provision;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** The shell functions of quick-initramfs.sh behave as the programs that they replace. */
class QuickInitramfsProperties {
  private static Path tree;

  @BeforeContainer
  static void makeTree() throws IOException {
    tree = Files.createTempDirectory("quick-initramfs").toRealPath();
    Files.createDirectories(tree.resolve("usr/lib/b c"));
    Files.writeString(tree.resolve("usr/lib/file"), "f");
    Files.writeString(tree.resolve("usr/lib/b c/-n"), "n");
    Files.createSymbolicLink(tree.resolve("lib"), Path.of("usr/lib"));
    Files.createSymbolicLink(tree.resolve("usr/lib/link"), Path.of("../lib/file"));
    Files.createSymbolicLink(tree.resolve("usr/lib/up"), Path.of(".."));
    Files.createSymbolicLink(tree.resolve("usr/lib/loop"), Path.of("loop"));
    Files.createSymbolicLink(tree.resolve("usr/lib/dangling"), Path.of("nothing/below"));
    try (InputStream functions = PackedInitramfs.class.getResourceAsStream("quick-initramfs.sh")) {
      Files.write(tree.resolve("functions"), functions.readAllBytes());
    }
  }

  @AfterContainer
  static void removeTree() throws IOException {
    try (var files = Files.walk(tree)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @Provide
  Arbitrary<String> paths() {
    return Arbitraries.of(
            "usr",
            "lib",
            "file",
            "b c",
            "-n",
            "link",
            "up",
            "loop",
            "dangling",
            "none",
            ".",
            "..",
            "")
        .list()
        .ofMaxSize(5)
        .map(names -> names.stream().map(name -> "/" + name).collect(Collectors.joining()))
        .flatMap(path -> Arbitraries.of(tree + path, path, "/" + tree + path, tree + path + "/"));
  }

  @Property(tries = 150)
  void readlinkAndRealpathAnswerAsThePrograms(
      @ForAll("paths") String path, @ForAll("callers") String call) throws Exception {
    assertThat(shell(call, path)).isEqualTo(shell("command " + call, path));
  }

  @Provide
  Arbitrary<String> callers() {
    return Arbitraries.of("readlink -f", "realpath -s", "realpath -ms", "readlink", "realpath -m");
  }

  @Example
  void marksWhatMkinitramfsPacks() throws Exception {
    String file = "'" + tree + "/usr/lib/file'";
    assertThat(mkinitramfs("mkinitramfs", "gzip -n -9 -c " + file)).isEqualTo("MARKfMARK");
    assertThat(mkinitramfs("mkinitramfs", "cat " + file + " | zstd -q -9 -T0 -c"))
        .isEqualTo("MARKfMARK");
    assertThat(mkinitramfs("mkinitramfs", "command gzip -c " + file + " | gzip -c -d"))
        .isEqualTo("f");
    assertThat(mkinitramfs("a-hook", "gzip -c " + file + " | command gzip -dc")).isEqualTo("f");
  }

  /** Returns the output of a script of that name that has these functions. */
  private static String mkinitramfs(String name, String commands) throws Exception {
    Path script = tree.resolve(name);
    Files.writeString(script, ". '" + tree + "/functions'; " + commands + " 2>/dev/null\n");
    ProcessBuilder builder = new ProcessBuilder("sh", script.toString());
    builder.environment().put("CM_IMAGE_MARK", "MARK");
    return output(builder);
  }

  /**
   * Returns the output of a shell that makes this call, its exit status, and its working directory
   * afterwards.
   */
  private static String shell(String call, String path) throws Exception {
    String commands = ". \"$0/functions\"; " + call + " \"$1\" 2>/dev/null; echo \"$? $PWD\"";
    return output(
        new ProcessBuilder("sh", "-c", commands, tree.toString(), path)
            .directory(tree.resolve("usr").toFile()));
  }

  private static String output(ProcessBuilder builder) throws Exception {
    Process process = builder.redirectInput(Path.of("/dev/null").toFile()).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    process.waitFor();
    return output;
  }
}
