package org.cmimage.sources.iso;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.cmimage.core.tree.TreePath;
import org.cmimage.sources.bytes.FileBytes;
import org.cmimage.sources.iso.record.Naming;
import org.cmimage.sources.tar.TarDump;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Images made by xorriso and genisoimage are read as libarchive and xorriso read them. */
class MadeIsoTest {
  /** A tree with everything that images can hold, with distinct times. */
  private static final String TREE =
      """
      set -e
      mkdir -p etc/a/b/c/d/e/f/g/h/i/j/k many empty
      echo deep > etc/a/b/c/d/e/f/g/h/i/j/k/file
      printf 'content' > file; chmod 4755 file; chown 1234:5678 file
      ln file many/second; ln file third
      : > nothing; chmod 600 nothing
      head -c 100000 /dev/urandom > large
      ln -s file link; ln -s . self; ln -s .. many/up; ln -s / root; ln -s /abs/olute/../x abs
      ln -s "$(printf 'x%.0s' $(seq 200))/$(printf 'y%.0s' $(seq 240))/../z" long
      ln -s "$(printf 'p/%.0s' $(seq 400))q" path
      echo n > "$(printf 'n%.0s' $(seq 240))"
      echo u > "$(printf 'gr\\303\\274n')"; echo l > "$(printf 'l\\344tin')"
      echo s > 'with space;1'; echo d > .hidden; echo t > trailing.
      mknod null c 1 3; mknod disk b 259 300; mkfifo pipe; chmod 1777 empty
      for i in $(seq 300); do echo $i > many/file-with-a-long-name-$i; done
      find . -exec touch -h -d '2023-04-05 06:07:08' {} +
      chown -h 7:8 link; touch -h -d 1969-12-31T23:00:00Z link; touch -d 2050-01-01 large
      """;

  @TempDir static Path directory;

  @BeforeAll
  static void makeTree() throws Exception {
    ForeignTools.requireRoot();
    Path tree = Files.createDirectory(directory.resolve("tree"));
    ForeignTools.run(List.of("sh", "-c", "cd " + tree + "\n" + TREE));
  }

  private static Path make(String program, String options) throws Exception {
    Path iso = directory.resolve("image.iso");
    Files.deleteIfExists(iso);
    ForeignTools.require(program, program);
    List<String> command = new ArrayList<>(List.of("timeout", "60", program));
    if (program.equals("xorriso")) {
      command.addAll(List.of("-as", "mkisofs"));
    }
    command.addAll(Arrays.asList(options.split(" ")));
    command.addAll(List.of("-o", iso.toString(), directory.resolve("tree").toString()));
    ForeignTools.run(command);
    return iso;
  }

  /**
   * Makes an image without two long links: libarchive drops slashes from them, and genisoimage
   * writes one that violates the format, and does not terminate on the other. Also without devices
   * for which libarchive reads other numbers than Linux.
   */
  private static Path makeForLibarchive(String how) throws Exception {
    String[] words = how.split(" ", 2);
    String devices = words[0].equals("genisoimage") ? "-m null -m disk " : "";
    return make(words[0], "-m long -m path " + devices + words[1]);
  }

  private static Naming naming(Path iso) throws IOException {
    try (FileBytes bytes = FileBytes.open(iso)) {
      return IsoImage.open(bytes).naming();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "xorriso -R",
        "xorriso -R -J -joliet-long",
        "xorriso -r -iso-level 3",
        "xorriso -R --hardlinks",
        "genisoimage -R",
        "genisoimage -R -D -J -joliet-long -m nnn* -m l?tin",
        "genisoimage -R -T -l -allow-lowercase",
        "genisoimage -R -udf -allow-limited-size -m nnn* -m l?tin"
      })
  void rockRidgeIsReadAsByLibarchive(String how) throws Exception {
    Path iso = makeForLibarchive(how);
    assertThat(naming(iso)).isEqualTo(Naming.ROCK_RIDGE);
    assertThat(IsoDump.sorted(IsoDump.of(iso))).isEqualTo(IsoDump.sorted(ForeignTools.bsdtar(iso)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "xorriso -J -joliet-long --norock",
        "xorriso -J -joliet-utf16 --norock",
        "genisoimage -D -J -m nnn* -m l?tin",
        "xorriso --norock -iso-level 1",
        "xorriso --norock -iso-level 3",
        "genisoimage -D -iso-level 2"
      })
  void imagesWithoutModesAreReadAsByLibarchive(String how) throws Exception {
    Path iso =
        make(how.split(" ", 2)[0], how.split(" ", 2)[1] + (how.startsWith("g") ? " -D" : ""));
    assertThat(naming(iso)).isEqualTo(how.contains("-J") ? Naming.JOLIET : Naming.PLAIN);
    // For an image without modes this reader uses those of Linux, and libarchive others; libarchive
    // identifies names of one file by its location.
    assertThat(withoutModes(IsoDump.of(iso))).isEqualTo(withoutModes(ForeignTools.bsdtar(iso)));
  }

  private static List<String> withoutModes(List<String> lines) {
    return IsoDump.sorted(lines).stream()
        .map(line -> line.replaceFirst(" 0[0-7]{3} 0:0 ", " 0:0 ").replaceFirst(" of [^ ]*$", ""))
        .toList();
  }

  /** The file system from which the image was made is the oracle, not another reader. */
  @Test
  void everythingOfTheTreeIsInTheImage() throws Exception {
    Path iso = make("xorriso", "-R --hardlinks");
    Path tar = directory.resolve("tree.tar");
    ForeignTools.run(
        List.of(
            "tar",
            "--format=pax",
            "-C",
            directory.resolve("tree").toString(),
            "--numeric-owner",
            "-cf",
            tar.toString(),
            "."));
    List<String> expected =
        TarDump.of(Files.newInputStream(tar)).stream()
            .map(line -> line.replaceFirst("(\\d)\\.\\d{9} ", "$1.000000000 "))
            .toList();
    assertThat(IsoDump.sorted(IsoDump.of(iso))).isEqualTo(IsoDump.sorted(expected));
  }

  @Test
  void compressedFilesAreDecompressed() throws Exception {
    ForeignTools.require("xorriso", "xorriso");
    Path tree = Files.createDirectory(directory.resolve("packed"));
    byte[] text = "all work and no play\n".repeat(20_000).getBytes(StandardCharsets.US_ASCII);
    Files.write(tree.resolve("text"), text);
    Files.write(tree.resolve("zeros"), new byte[300_000]);
    Path iso = directory.resolve("packed.iso");
    ForeignTools.run(
        List.of(
            "xorriso",
            "-outdev",
            iso.toString(),
            "-zisofs",
            "default",
            "-map",
            tree.toString(),
            "/",
            "-set_filter_r",
            "--zisofs",
            "/",
            "--",
            "-commit"));
    try (FileBytes bytes = FileBytes.open(iso)) {
      IsoFiles files = new IsoFiles(IsoImage.open(bytes));
      assertThat(files.find(TreePath.of("text")).orElseThrow().zisofs()).isPresent();
      assertThat(files.read(TreePath.of("text"), 1 << 20)).hasValue(text);
    }
    assertThat(IsoDump.sorted(IsoDump.of(iso))).isEqualTo(IsoDump.sorted(ForeignTools.bsdtar(iso)));
  }

  @Test
  void devicesHaveTheirNumbersWhoeverWroteThem() throws Exception {
    for (String program : List.of("xorriso", "genisoimage")) {
      Path iso = make(program, "-R -m long -m path");
      assertThat(IsoDump.of(iso).stream().filter(line -> line.contains("_DEVICE")))
          .as(program)
          .anyMatch(line -> line.startsWith("/null ") && line.endsWith(" CHARACTER_DEVICE 1:3"))
          .anyMatch(line -> line.startsWith("/disk ") && line.endsWith(" BLOCK_DEVICE 259:300"));
    }
  }

  @Test
  void linksAreFollowedInsideTheImage() throws Exception {
    Path iso = make("xorriso", "-R");
    try (FileBytes bytes = FileBytes.open(iso)) {
      IsoFiles files = new IsoFiles(IsoImage.open(bytes));
      assertThat(files.read(TreePath.of("self/self/self/link"), 10)).hasValue("content".getBytes());
      assertThat(files.read(TreePath.of("root/many/up/many/second"), 10)).isPresent();
      assertThat(files.find(TreePath.of("abs"))).isEmpty();
      assertThat(files.find(TreePath.of("file/none"))).isEmpty();
      assertThat(files.list(TreePath.of("many/up/root/many"))).hasSize(302);
    }
  }
}
