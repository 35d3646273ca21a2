package org.cmimage.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
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

class InspectTest {
  private static final String OS_RELEASE =
      "ID=debian\nVERSION_ID=\"12\"\nVERSION_CODENAME=bookworm\n";

  @TempDir Path directory;
  private Path tree;

  @BeforeEach
  void makeTree() throws Exception {
    tree = Files.createDirectories(directory.resolve("image"));
    Files.createDirectories(tree.resolve("usr/lib/systemd"));
    Files.writeString(tree.resolve("usr/lib/os-release"), OS_RELEASE);
    Files.write(tree.resolve("usr/lib/systemd/systemd"), aarch64Program());
    Files.createDirectory(tree.resolve("sbin"));
    Files.createSymbolicLink(tree.resolve("sbin/init"), Path.of("../usr/lib/systemd/systemd"));
    Files.createDirectories(tree.resolve("proc/1"));
    Files.writeString(tree.resolve("proc/1/comm"), "init\n");
    Files.writeString(tree.resolve("back\\slash\nline"), "odd");
    Files.writeString(tree.resolve("n".repeat(180)), "long");
    Files.createLink(tree.resolve("usr/hard"), tree.resolve("usr/lib/systemd/systemd"));
    Files.setLastModifiedTime(
        tree.resolve("usr/hard"), FileTime.from(Instant.ofEpochSecond(1_700_000_000, 123_456_789)));
    try (RandomAccessFile sparse = new RandomAccessFile(tree.resolve("sparse").toFile(), "rw")) {
      sparse.setLength(5_000_000);
      sparse.seek(1_000_000);
      sparse.write(new byte[] {1, 2, 3});
    }
    run("mkfifo", tree.resolve("fifo").toString());
  }

  private static byte[] aarch64Program() {
    byte[] program = new byte[2000];
    System.arraycopy(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1}, 0, program, 0, 7);
    program[16] = 3;
    program[18] = (byte) 183;
    program[20] = 1;
    return program;
  }

  private static String run(String... command) throws Exception {
    assumeTrue(
        Files.isExecutable(Path.of("/usr/bin", command[0])),
        command[0] + " is not installed in /usr/bin");
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    return out;
  }

  private Path archive(String... options) throws Exception {
    Path archive = directory.resolve("image.tar");
    List<String> command =
        new ArrayList<>(List.of("tar", "--create", "--file", archive.toString()));
    command.addAll(List.of("--sort=name", "-C", directory.toString()));
    command.addAll(Arrays.asList(options));
    command.add("image");
    run(command.toArray(String[]::new));
    return archive;
  }

  private Path listing() throws IOException {
    try (InputStream script = InspectTest.class.getResourceAsStream("tarfile-listing.py")) {
      assertThat(script).isNotNull();
      return Files.write(directory.resolve("listing.py"), script.readAllBytes());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"--format=pax", "--format=gnu", "--format=gnu --sparse", "--format=pax --sparse"})
  void listsWhatPythonLists(String options) throws Exception {
    Path archive = archive(options.split(" "));
    Ran ran = Ran.cmImage("inspect", archive.toString(), "--entries", "--output", "json");
    assertThat(ran.err()).isEmpty();
    assertThat(ran.exitCode()).isZero();
    String ours = ran.out().replaceAll(",\"sparse\":\\[[^]]*]", "");
    String theirs = run("python3", listing().toString(), archive.toString());
    assertThat(ours.lines()).containsExactlyElementsOf(theirs.lines().toList());
    assertThat(ran.out().contains("\"sparse\":[{\"offset_bytes\":999424,\"length_bytes\":"))
        .isEqualTo(options.endsWith("--sparse"));
  }

  @Test
  void listsAsTarDoes() throws Exception {
    Ran ran =
        Ran.cmImage(
            "inspect", archive("--format=pax", "--owner=7", "--group=8").toString(), "--entries");
    assertThat(ran.out())
        .contains("drwx", "h", " /image/usr/lib/systemd/systemd link to /image/usr/hard\n")
        .contains(" /image/sbin/init -> ../usr/lib/systemd/systemd\n")
        .contains(" 2023-11-14T22:13:20.")
        .contains(" /image/back\\x5cslash\\x0aline\n");
  }

  @Test
  void tellsWhatAnArchiveIs() throws Exception {
    String archive = archive("--gzip").toString();
    Ran text = Ran.cmImage("inspect", archive);
    assertThat(text.exitCode()).isZero();
    assertThat(text.out())
        .contains("component:     software image\n")
        .contains("distribution:  debian12\n")
        .contains("architecture:  aarch64\n")
        .contains("top directory: /image, which an import leaves out\n")
        .contains("2 entries of the machine it was made on, such as /proc/1\n");
    Ran json = Ran.cmImage("inspect", archive, "--output", "json");
    assertThat(json.out())
        .contains("\"component_kind\" : \"swimage\"", "\"distribution\" : \"debian12\"")
        .contains("\"architecture\" : \"aarch64\"", "\"top_directory\" : \"/image\"");
  }

  @Test
  void whatIsDamagedIsListedUpToThere() throws Exception {
    Path archive = archive("--gzip");
    byte[] bytes = Files.readAllBytes(archive);
    Files.write(archive, Arrays.copyOf(bytes, bytes.length - 40));
    Ran ran = Ran.cmImage("inspect", archive.toString(), "--entries");
    assertThat(ran.exitCode()).isEqualTo(4);
    assertThat(ran.out()).contains(" /image\n");
    assertThat(ran.err()).contains("cannot read archive " + archive, "ends early", "entry ");
    Ran none = Ran.cmImage("inspect", archive + ".none");
    assertThat(none.exitCode()).isEqualTo(2);
    assertThat(none.err()).contains("image.tar.none: it does not exist");
  }
}
