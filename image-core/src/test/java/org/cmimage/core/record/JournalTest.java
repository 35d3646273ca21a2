package org.cmimage.core.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
  @TempDir private Path directory;

  @Test
  void anotherProcessReadsWhatWasDone() throws IOException {
    Path file = directory.resolve("deeper/one.journal");
    Journal journal = Journal.read(file, "inputs");
    assertThat(journal.isEmpty()).isTrue();
    journal.start("inputs");
    journal.done(Stage.UNPACK);
    journal.done("PROVISION configure");
    journal.publishing(4711);

    Journal again = Journal.read(file, "inputs");
    assertThat(again.isDone(Stage.UNPACK)).isTrue();
    assertThat(again.isDone("PROVISION configure")).isTrue();
    assertThat(again.isDone(Stage.PROVISION)).isFalse();
    assertThat(again.published()).contains(4711L);
  }

  @Test
  void otherInputsCountForNothing() throws IOException {
    Path file = directory.resolve("one.journal");
    Journal journal = Journal.read(file, "inputs");
    journal.start("inputs");
    journal.done(Stage.UNPACK);

    Journal other = Journal.read(file, "other inputs");
    assertThat(other.isEmpty()).isTrue();
    other.start("other inputs");
    assertThat(Journal.read(file, "inputs").isDone(Stage.UNPACK)).isFalse();
  }

  @Test
  void theTreePublishedLastCounts() throws IOException {
    Path file = directory.resolve("one.journal");
    Journal journal = Journal.read(file, "inputs");
    journal.start("inputs");
    journal.publishing(1);
    journal.publishing(2);
    assertThat(Journal.read(file, "inputs").published()).contains(2L);
  }

  @Test
  void nothingStaysOfACompletedRun() throws IOException {
    Path file = directory.resolve("one.journal");
    Journal journal = Journal.read(file, "inputs");
    journal.start("inputs");
    journal.remove();
    try (var left = Files.list(directory)) {
      assertThat(left).isEmpty();
    }
  }
}
