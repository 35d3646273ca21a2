package org.cmimage.qemu.emulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.cmimage.model.Architecture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CpuNotesTest {
  private static final List<String> CANDIDATES = List.of(CpuModels.DEFAULT, "fast");

  @TempDir private Path directory;
  private CpuNotes.Subject subject = new CpuNotes.Subject("", "", Architecture.AARCH64, "");

  @BeforeEach
  void describe() throws IOException {
    Files.writeString(directory.resolve("emulator"), "qemu 7.2");
    Files.writeString(
        directory.resolve("cpuinfo"),
        "processor\t: 0\nmodel name\t: Fast CPU @ 3 GHz\ncpu MHz\t: 2999.1\n\nprocessor\t: 1\n");
    subject = subject("debian13");
  }

  private CpuNotes notes() {
    return new CpuNotes(directory.resolve("cache/emulation"), directory.resolve("cpuinfo"));
  }

  private CpuNotes.Subject subject(String release) throws IOException {
    return notes().subject(directory.resolve("emulator"), Architecture.AARCH64, release);
  }

  private Path file() throws IOException {
    try (var files = Files.list(directory.resolve("cache/emulation"))) {
      List<Path> all = files.toList();
      assertThat(all).hasSize(1);
      return all.get(0);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {CpuModels.DEFAULT, "fast"})
  void whatWasNotedIsFound(String model) throws Exception {
    assertThat(notes().find(subject, CANDIDATES)).isEmpty();
    notes().put(subject, "fast", Map.of());
    notes().put(subject, model, Map.of("fast", Duration.ofMillis(40)));
    assertThat(notes().find(subject, CANDIDATES)).contains(model);
    assertThat(Files.readString(file())).contains("Fast CPU @ 3 GHz", "debian13", "fast: 40 ms");
  }

  @Test
  void anotherEmulatorProcessorOrReleaseIsAnotherSubject() throws Exception {
    notes().put(subject, "fast", Map.of());
    assertThat(notes().find(subject("debian12"), CANDIDATES)).isEmpty();
    Files.writeString(directory.resolve("cpuinfo"), "model name\t: Other CPU\n");
    assertThat(notes().find(subject("debian13"), CANDIDATES)).isEmpty();
    describe();
    Files.writeString(directory.resolve("emulator"), "qemu 10.0");
    assertThat(notes().find(subject("debian13"), CANDIDATES)).isEmpty();
    describe();
    assertThat(notes().find(subject, CANDIDATES)).contains("fast");
  }

  @Test
  void theFrequencyOfTheMomentIsNotTheProcessor() throws Exception {
    Files.writeString(
        directory.resolve("cpuinfo"), "model name\t: Fast CPU @ 3 GHz\ncpu MHz\t: 800.0\n");
    assertThat(subject("debian13")).isEqualTo(subject);
  }

  /** Cut off anywhere, or overwritten: as if it were not there. */
  @Test
  void aDamagedNoteIsNoNote() throws Exception {
    notes().put(subject, "fast", Map.of());
    String note = Files.readString(file());
    for (int length = 0; length < note.length(); length++) {
      Files.writeString(file(), note.substring(0, length));
      assertThat(notes().find(subject, CANDIDATES)).as("%s bytes", length).isEmpty();
    }
    for (String damaged :
        List.of(
            note.replace("fast", "-version"), "\0".repeat(100_000), note.replace("3 GHz", ""))) {
      Files.writeString(file(), damaged);
      assertThat(notes().find(subject, CANDIDATES)).isEmpty();
    }
    Files.write(file(), new byte[] {(byte) 0xff, (byte) 0xfe});
    assertThat(notes().find(subject, CANDIDATES)).isEmpty();
  }

  @Test
  void aModelThatIsNoCandidateAnyMoreIsNotUsed() throws Exception {
    notes().put(subject, "fast", Map.of());
    assertThat(notes().find(subject, List.of(CpuModels.DEFAULT, "faster"))).isEmpty();
  }
}
