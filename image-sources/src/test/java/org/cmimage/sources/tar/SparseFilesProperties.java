package org.cmimage.sources.tar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeProperty;

/** Reads archives of sparse files written by GNU tar and bsdtar. */
class SparseFilesProperties {
  private static final int PAGE = 4096;

  private Path directory = Path.of("");

  /** The ways to archive one sparse file. */
  private enum Writer {
    GNU("tar", "--format=gnu", "--sparse"),
    OLD_GNU("tar", "--format=oldgnu", "--sparse"),
    PAX_0_0("tar", "--format=pax", "--sparse", "--sparse-version=0.0"),
    PAX_0_1("tar", "--format=pax", "--sparse", "--sparse-version=0.1"),
    PAX_1_0("tar", "--format=pax", "--sparse", "--sparse-version=1.0"),
    BSDTAR("bsdtar", "--format=pax"),
    RAW("tar", "--format=gnu", "--sparse", "--hole-detection=raw");

    private final List<String> command;

    Writer(String... command) {
      this.command = List.of(command);
    }
  }

  @BeforeProperty
  void makeDirectory() throws IOException {
    directory = Files.createTempDirectory("sparse");
  }

  @AfterProperty
  void removeDirectory() throws IOException {
    Files.deleteIfExists(directory.resolve("f"));
    Files.delete(directory);
  }

  /** Returns the pages of a file that have data; its last one may be incomplete. */
  @Provide
  Arbitrary<List<Boolean>> pages() {
    return Arbitraries.of(true, false).list().ofMaxSize(150);
  }

  @Property(tries = 60)
  void allFormsHaveTheSameFile(
      @ForAll @From("pages") List<Boolean> pages, @ForAll Writer writer, @ForAll byte filler)
      throws Exception {
    assumeTrue(
        Files.isExecutable(Path.of("/usr/bin", writer.command.get(0))),
        writer.command.get(0) + " is not installed in /usr/bin");
    byte[] whole = new byte[pages.size() * PAGE + (filler & 0x3f)];
    Arrays.fill(whole, pages.size() * PAGE, whole.length, (byte) 1);
    try (RandomAccessFile file = new RandomAccessFile(directory.resolve("f").toFile(), "rw")) {
      file.setLength(0);
      file.setLength(whole.length);
      for (int i = 0; i < pages.size(); i++) {
        if (pages.get(i)) {
          Arrays.fill(whole, i * PAGE, (i + 1) * PAGE, (byte) (filler | 1));
          file.seek((long) i * PAGE);
          file.write(whole, i * PAGE, PAGE);
        }
      }
      file.seek((long) pages.size() * PAGE);
      file.write(whole, pages.size() * PAGE, whole.length - pages.size() * PAGE);
    }
    List<String> lines = read(writer);
    assertThat(lines).hasSize(1);
    assertThat(lines.get(0)).contains(" file " + whole.length + " " + TarDump.hash(whole));
    if (pages.contains(false) && writer == Writer.RAW) {
      assertThat(lines.get(0)).contains("@");
    }
  }

  private List<String> read(Writer writer) throws Exception {
    List<String> command =
        Stream.concat(
                writer.command.stream(), Stream.of("-C", directory.toString(), "-cf", "-", "f"))
            .toList();
    Process tar =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    List<String> lines;
    try (InputStream archive = tar.getInputStream()) {
      lines = TarDump.of(archive);
    }
    assertThat(tar.waitFor()).isZero();
    return lines;
  }
}
