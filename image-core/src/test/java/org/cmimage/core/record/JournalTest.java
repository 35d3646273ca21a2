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

  /** A power failure may have lost parts of a tree that was not synced; one at its target was. */
  @Test
  void ofAnEarlierBootOnlyWhatWasPublishedCounts() throws IOException {
    Path file = directory.resolve("one.journal");
    Path boot = Files.writeString(directory.resolve("boot_id"), "11111111-1111\n");
    Journal journal = Journal.read(file, "inputs", boot);
    journal.start("inputs");
    journal.done(Stage.UNPACK);
    journal.publishing(4711);
    assertThat(Journal.read(file, "inputs", boot).isDone(Stage.UNPACK)).isTrue();

    Files.writeString(boot, "22222222-2222\n");
    Journal again = Journal.read(file, "inputs", boot);
    assertThat(again.isDone(Stage.UNPACK)).isFalse();
    assertThat(again.published()).contains(4711L);
    again.done(Stage.REGISTER);
    Journal last = Journal.read(file, "inputs", boot);
    assertThat(last.isDone(Stage.UNPACK)).isFalse();
    assertThat(last.isDone(Stage.REGISTER)).isTrue();
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
