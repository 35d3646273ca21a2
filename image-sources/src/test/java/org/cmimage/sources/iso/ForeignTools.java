package org.cmimage.sources.iso;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.cmimage.sources.tar.TarDump;

/** Programs that make and read images. */
public final class ForeignTools {
  private ForeignTools() {}

  public static void require(String program, String debianPackage) {
    assumeTrue(
        Files.isExecutable(Path.of("/usr/bin", program)),
        program + " is not installed (Debian package " + debianPackage + ")");
  }

  static void requireRoot() throws IOException {
    assumeTrue(
        Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0),
        "makes device nodes, which takes root");
  }

  /** Runs a program, and returns its output. */
  public static String run(List<String> command) throws IOException, InterruptedException {
    Path output = Files.createTempFile("output", "");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      int status = process.waitFor();
      String text = Files.readString(output, StandardCharsets.ISO_8859_1);
      assertThat(status).as(String.join(" ", command) + "\n" + text).isZero();
      return text;
    } finally {
      Files.delete(output);
    }
  }

  /** Downloads a Debian package, unpacks it in a directory, and returns a file that it holds. */
  public static Path packaged(Path directory, String debianPackage, String name)
      throws IOException, InterruptedException {
    Path log = directory.resolve("log");
    Process fetching =
        new ProcessBuilder("timeout", "120", "apt-get", "-q", "download", debianPackage)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    assumeTrue(
        fetching.waitFor() == 0,
        "apt-get cannot download " + debianPackage + ": " + Files.readString(log));
    Path archive;
    try (Stream<Path> files = Files.list(directory)) {
      archive = files.filter(file -> file.toString().endsWith(".deb")).findFirst().orElseThrow();
    }
    run(List.of("dpkg-deb", "-x", archive.toString(), directory + "/unpacked"));
    try (Stream<Path> files = Files.walk(directory.resolve("unpacked"))) {
      return files.filter(file -> file.endsWith(name)).findFirst().orElseThrow();
    }
  }

  /** Makes an image with Rock Ridge of a tree. */
  public static void makeIso(Path tree, Path image) throws IOException, InterruptedException {
    require("xorriso", "xorriso");
    run(List.of("xorriso", "-as", "mkisofs", "-R", "-o", image.toString(), tree.toString()));
  }

  /** Returns libarchive's reading of an image, as a tar that this project's reader reads. */
  static List<String> bsdtar(Path iso) throws IOException, InterruptedException {
    require("bsdtar", "libarchive-tools");
    Process tar =
        new ProcessBuilder("bsdtar", "--format=pax", "-cf", "-", "@" + iso)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    List<String> lines;
    try (InputStream archive = tar.getInputStream()) {
      lines = TarDump.of(archive);
    }
    assertThat(tar.waitFor()).isZero();
    return lines;
  }
}
