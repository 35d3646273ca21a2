package org.cmimage.sources.tar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads archives written by GNU tar. */
class GnuTarTest {
  private static final String LONG = "n".repeat(200);
  private static final byte[] CONTENT = "content".getBytes(StandardCharsets.US_ASCII);

  @TempDir Path directory;

  @BeforeEach
  void needsTar() {
    assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/tar")), "GNU tar is not installed at /usr/bin/tar");
  }

  private Path makeTree() throws IOException {
    Path tree = Files.createDirectories(directory.resolve("tree"));
    put(tree.resolve("a"));
    Files.createLink(tree.resolve("b"), tree.resolve("a"));
    Files.createSymbolicLink(tree.resolve("c"), Path.of("../" + "t".repeat(40)));
    Files.createDirectory(tree.resolve("d"));
    setTime(tree.resolve("d"));
    return tree;
  }

  private static void put(Path file) throws IOException {
    Files.write(file, CONTENT);
    setTime(file);
  }

  private static void setTime(Path file) throws IOException {
    Files.setLastModifiedTime(
        file, FileTime.from(Instant.ofEpochSecond(1_700_000_000, 123_456_789)));
  }

  private List<String> read(Path tree, String... options) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of("/usr/bin/tar", "-C", tree.toString(), "--sort=name", "--mode=640"));
    command.addAll(List.of("--owner=3000000", "--group=7", "--numeric-owner"));
    command.addAll(Arrays.asList(options));
    command.addAll(List.of("-cf", "-", "."));
    Process tar =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    List<String> lines;
    try (InputStream archive = tar.getInputStream()) {
      lines = TarDump.of(archive);
    }
    assertThat(tar.waitFor()).isZero();
    return lines;
  }

  @ParameterizedTest
  @ValueSource(strings = {"gnu", "pax"})
  void readsEveryKind(String format) throws Exception {
    Path tree = makeTree();
    put(tree.resolve(LONG));
    String nanos = format.equals("pax") ? "123456789" : "000000000";
    String owner = " 0640 3000000:7 1700000000." + nanos;
    List<String> lines = read(tree, "--format=" + format);
    // Times of the root and of links are those of the test run.
    assertThat(lines)
        .hasSize(6)
        .contains(
            "/a" + owner + " file 7 " + TarDump.hash(CONTENT),
            "/b" + owner + " hardlink /a",
            "/d" + owner + " directory",
            "/" + LONG + owner + " file 7 " + TarDump.hash(CONTENT));
    assertThat(lines.get(3))
        .startsWith("/c 0640 3000000:7 ")
        .endsWith(" link ../" + "t".repeat(40));
  }

  @ParameterizedTest
  @ValueSource(strings = {"v7", "ustar", "oldgnu"})
  void readsOldFormats(String format) throws Exception {
    List<String> lines = read(makeTree(), "--format=" + format, "--owner=8");
    assertThat(lines).hasSize(5).contains("/b 0640 8:7 1700000000.000000000 hardlink /a");
    assertThat(lines.get(0)).startsWith("/ 0640").endsWith("directory");
  }

  @Test
  void readsBinaryAttributes() throws Exception {
    Path tree = Files.createDirectories(directory.resolve("tree"));
    put(tree.resolve("a"));
    byte[] value = {0, (byte) 0x80, '\n', '=', (byte) 0xff};
    try {
      Files.setAttribute(tree.resolve("a"), "user:cm=x%", value);
    } catch (IOException | UnsupportedOperationException e) {
      assumeTrue(false, "the file system has no user attributes: " + e.getMessage());
    }
    assertThat(read(tree, "--format=pax", "--xattrs").get(1)).endsWith(" user.cm=x%=00800a3dff");
  }
}
