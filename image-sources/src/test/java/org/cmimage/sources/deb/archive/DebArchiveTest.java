package org.cmimage.sources.deb.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.tree.TreePath;
import org.cmimage.sources.compress.Decompressor;
import org.cmimage.sources.tar.TarFixture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DebArchiveTest {
  private static final byte[] VERSION = "2.0\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] EMPTY_TAR = new TarFixture().end();
  private static final byte[] CONTROL =
      new TarFixture().file("./control", "Package: a\n".getBytes(StandardCharsets.US_ASCII)).end();

  @TempDir Path directory;

  private static List<String> paths(Path deb) throws IOException {
    List<String> paths = new ArrayList<>();
    try (DebArchive archive = DebArchive.open(deb, Decompressor.ofHost("/usr/bin"))) {
      archive.readData((entry, content) -> paths.add(entry.path().toString()));
    }
    return paths;
  }

  private void assertRefused(String fact, byte[] bytes) throws IOException {
    Path deb = Files.write(directory.resolve("bad.deb"), bytes);
    assertThatThrownBy(() -> paths(deb))
        .isInstanceOfSatisfying(
            FaultException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_CORRUPT);
              assertThat(e.remedy()).isInstanceOf(Remedy.Advice.class);
            })
        .hasMessageStartingWith("cannot read package " + deb + ": ")
        .hasMessageContaining(fact);
  }

  /** Real packages, one for every compression that dpkg-deb writes. */
  @ParameterizedTest
  @ValueSource(strings = {"none", "gzip", "xz", "zstd"})
  void readsWhatDpkgDebWrites(String compression) throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/dpkg-deb")), "dpkg-deb is not installed");
    Path root = Files.createDirectories(directory.resolve("root/DEBIAN")).getParent();
    Files.writeString(
        root.resolve("DEBIAN/control"),
        "Package: a\nVersion: 1\nArchitecture: all\nMaintainer: T <t@example.org>\nDescription: d\n");
    Files.createDirectories(root.resolve("usr/share"));
    Files.writeString(root.resolve("usr/share/" + "n".repeat(150)), "content");
    Path deb = directory.resolve("a.deb");
    Process process =
        new ProcessBuilder(
                "dpkg-deb",
                "-Z" + compression,
                "--root-owner-group",
                "--build",
                root.toString(),
                deb.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor()).isZero();
    assertThat(paths(deb))
        .containsExactly("/", "/usr", "/usr/share", "/usr/share/" + "n".repeat(150));
  }

  @Test
  void givesControlFilesInOrderAndOneFileOfTheData() throws IOException {
    Path deb =
        new DebFixture("a", "all", "")
            .member("postinst", "#!/bin/sh\n")
            .file("/usr/bin/tool", "program")
            .symlink("/usr/bin/link", "tool")
            .write(directory.resolve("a.deb"));
    try (DebArchive archive = DebArchive.open(deb, Decompressor.inProcess())) {
      assertThat(archive.control().keySet()).containsExactly("control", "postinst");
      assertThat(archive.control().get("postinst").content()).asString().isEqualTo("#!/bin/sh\n");
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    DebArchive.extractFile(deb, Decompressor.inProcess(), TreePath.of("usr/bin/tool"), out);
    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("program");
    assertThatThrownBy(
            () ->
                DebArchive.extractFile(
                    deb, Decompressor.inProcess(), TreePath.of("usr/bin/link"), out))
        .isInstanceOf(FaultException.class)
        .hasMessageContaining("no regular file /usr/bin/link");
  }

  @Test
  void privateMembersAreSkipped() throws IOException {
    byte[] bytes =
        DebFixture.ar(
            "debian-binary",
            "2.1\nmore".getBytes(StandardCharsets.US_ASCII),
            "_odd",
            new byte[3],
            "control.tar/",
            CONTROL,
            "_x",
            new byte[0],
            "data.tar",
            EMPTY_TAR,
            "_gpgorigin",
            new byte[5]);
    assertThat(paths(Files.write(directory.resolve("a.deb"), bytes))).isEmpty();
  }

  @Test
  void brokenContainersAreRefused() throws IOException {
    assertRefused("not an ar archive", "not a package".getBytes(StandardCharsets.US_ASCII));
    assertRefused(
        "format 2", DebFixture.ar("debian-binary", "3.0\n".getBytes(StandardCharsets.US_ASCII)));
    assertRefused("ends before its member control.tar", DebFixture.ar("debian-binary", VERSION));
    assertRefused(
        "data.tar.gz is not supported",
        DebFixture.ar("debian-binary", VERSION, "data.tar.gz", EMPTY_TAR));
    assertRefused(
        "control.tar.lzma", DebFixture.ar("debian-binary", VERSION, "control.tar.lzma", CONTROL));
    assertRefused(
        "no control file", DebFixture.ar("debian-binary", VERSION, "control.tar", EMPTY_TAR));
    assertRefused(
        "ends before its member data.tar",
        DebFixture.ar("debian-binary", VERSION, "control.tar", CONTROL));
  }

  @Test
  void controlNamesCannotBecomeOtherPaths() throws IOException {
    byte[] slash = new TarFixture().file("control", new byte[0]).file("a/b", new byte[0]).end();
    assertRefused(
        "not a valid name", DebFixture.ar("debian-binary", VERSION, "control.tar", slash));
    byte[] link =
        new TarFixture()
            .header(new TarFixture.Header("control", '2').text(157, "/etc/passwd"))
            .end();
    assertRefused(
        "not a regular file", DebFixture.ar("debian-binary", VERSION, "control.tar", link));
    byte[] twice =
        new TarFixture().file("control", new byte[0]).file("./control", new byte[0]).end();
    assertRefused(
        "two files control", DebFixture.ar("debian-binary", VERSION, "control.tar", twice));
  }

  @Test
  void everyCutIsNoticed() throws IOException {
    byte[] whole =
        Files.readAllBytes(
            new DebFixture("a", "all", "")
                .file("/f", "x".repeat(500))
                .write(directory.resolve("a.deb")));
    for (int length = 0; length < whole.length - 1; length++) {
      assertRefused("", Arrays.copyOf(whole, length));
    }
  }

  /**
   * gzip has a checksum, so a flip anywhere in the members is detected; in the headers of ar it may
   * be harmless.
   */
  @Test
  void everyFlipIsNoticedOrHarmless() throws IOException {
    Path deb =
        new DebFixture("a", "all", "").file("/f", "content").write(directory.resolve("a.deb"));
    byte[] whole = Files.readAllBytes(deb);
    List<String> expected = paths(deb);
    Path flipped = directory.resolve("flipped.deb");
    for (int i = 0; i < whole.length; i++) {
      byte[] changed = whole.clone();
      changed[i] ^= 0x21;
      Files.write(flipped, changed);
      try {
        assertThat(paths(flipped)).as("flip at %d", i).isEqualTo(expected);
      } catch (IOException e) {
        assertThat(e).isInstanceOf(FaultException.class);
      }
    }
  }
}
