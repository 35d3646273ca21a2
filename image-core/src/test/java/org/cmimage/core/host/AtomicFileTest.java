package org.cmimage.core.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.cmimage.core.host.AtomicFile.Durability;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
  @TempDir private Path directory;

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  @Test
  void replacesTextAndPermissions() throws Exception {
    Path file = directory.resolve("note");
    AtomicFile.write(file, "old and longer\n");
    AtomicFile.write(file, "né\n");
    assertThat(file).hasContent("né\n");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .startsWith("rw-r--r--".substring(0, 3));
    AtomicFile.write(file, "rwx------", Durability.UNSYNCED, out -> out.write('x'));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rwx------");
    assertThat(names()).containsExactly("note");
  }

  @Test
  void contentThatFailsLeavesTheOldFileAlone() throws Exception {
    Path file = directory.resolve("note");
    AtomicFile.write(file, "old");
    assertThatThrownBy(
            () ->
                AtomicFile.write(
                    file,
                    out -> {
                      out.write('n');
                      throw new IOException("cut short");
                    }))
        .hasMessage("cut short");
    assertThat(file).hasContent("old");
    assertThat(names()).containsExactly("note");
  }

  /** A lock file's or a record's directory that is missing was mistyped, or is not set up. */
  @Test
  void aMissingDirectoryIsNotMade() {
    Path file = directory.resolve("absent/note");
    assertThatThrownBy(() -> AtomicFile.write(file, "x")).isInstanceOf(NoSuchFileException.class);
    assertThat(directory.resolve("absent")).doesNotExist();
  }

  /** A file in the making is not followed where somebody put a link under a name it might have. */
  @Test
  void aLinkUnderTheFilesNameIsReplacedAndNotFollowed() throws Exception {
    Path other = Files.writeString(directory.resolve("other"), "theirs");
    Path file = Files.createSymbolicLink(directory.resolve("note"), other);
    AtomicFile.write(file, "ours");
    assertThat(other).hasContent("theirs");
    assertThat(file).isRegularFile().hasContent("ours");
    assertThat(Files.isSymbolicLink(file)).isFalse();
  }

  /** The end of a run is recorded, also of one that is interrupted. */
  @Test
  void anInterruptedThreadReplacesAFileAndStaysInterrupted() throws Exception {
    Path file = directory.resolve("note");
    Thread.currentThread().interrupt();
    try {
      AtomicFile.write(file, "recorded");
      assertThat(Thread.currentThread().isInterrupted()).isTrue();
    } finally {
      Thread.interrupted();
    }
    assertThat(file).hasContent("recorded");
    assertThat(names()).containsExactly("note");
  }

  @Test
  void clearsWhatCrashesLeftAndNothingElse() throws Exception {
    for (String name : List.of("note.123.next", "456.next", "note", "next", "hand.next")) {
      Files.writeString(directory.resolve(name), "x");
    }
    AtomicFile.clear(directory);
    assertThat(names()).containsExactlyInAnyOrder("note", "next", "hand.next");
    AtomicFile.clear(directory.resolve("absent"));
  }

  /** The names of unfinished files are those that {@code clear} looks for. */
  @Test
  void clearsAFileInTheMaking() {
    assertThatThrownBy(
            () ->
                AtomicFile.write(
                    directory.resolve("note"),
                    out -> {
                      assertThat(names()).hasSize(1);
                      AtomicFile.clear(directory);
                      assertThat(names()).isEmpty();
                    }))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void severalThreadsMayReplaceTheSameFile() throws Exception {
    Path file = directory.resolve("note");
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Callable<Boolean>> writers =
          IntStream.range(0, 40)
              .mapToObj(
                  i ->
                      (Callable<Boolean>)
                          () -> {
                            AtomicFile.write(
                                file,
                                Durability.UNSYNCED,
                                out -> {
                                  out.write(("" + i % 10).repeat(5000).getBytes());
                                  out.write(("" + i % 10).repeat(5000).getBytes());
                                });
                            return true;
                          })
              .toList();
      for (Future<Boolean> written : threads.invokeAll(writers)) {
        assertThat(written.get()).isTrue();
      }
    } finally {
      threads.shutdown();
    }
    String content = Files.readString(file);
    assertThat(content).isEqualTo(content.substring(0, 1).repeat(10000));
    assertThat(names()).containsExactly("note");
  }
}
