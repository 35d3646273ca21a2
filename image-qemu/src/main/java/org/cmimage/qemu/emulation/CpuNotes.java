package org.cmimage.qemu.emulation;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.cmimage.model.Architecture;

/**
 * Which CPU model was found best, on this machine, with a certain emulator, for programs of a
 * certain distribution release: a small text file for each. What is not exactly as it was written
 * counts as not there.
 */
public final class CpuNotes {
  private static final int SIZE_LIMIT = 8192;
  private static final String CHOSEN = "chosen: ";

  private final Path directory;
  private final Path processors;

  /**
   * Notes of this machine.
   *
   * @param directory made when needed
   * @param processors {@code /proc/cpuinfo}
   */
  public CpuNotes(Path directory, Path processors) {
    this.directory = directory;
    this.processors = processors;
  }

  /**
   * What a choice depends on; pointer authentication, say, is in the programs of Debian 13 but
   * hardly in those of 12.
   *
   * @param emulator SHA-256 of its file
   * @param processor the host's, as the kernel names it
   */
  public record Subject(String emulator, String processor, Architecture guest, String release) {
    private String text() {
      return """
          CPU model of QEMU, measured; may be deleted at any time
          emulator: %s
          processor: %s
          guest: %s
          release: %s
          """
          .formatted(emulator, processor, guest, release);
    }
  }

  /** What a choice for such programs depends on. */
  Subject subject(Path emulator, Architecture guest, String release) throws IOException {
    return new Subject(
        MoreFiles.asByteSource(emulator).hash(Hashing.sha256()).toString(),
        processor(),
        guest,
        release);
  }

  /** The first processor's model; Arm's kernels tell it by numbers. */
  private String processor() throws IOException {
    try (var lines = Files.lines(processors, UTF_8)) {
      return lines
          .takeWhile(line -> !line.isBlank())
          .filter(line -> line.matches("(model name|CPU (implementer|variant|part))\\s*:.*"))
          .map(line -> line.replaceAll("\\s+", " "))
          .collect(Collectors.joining(", "));
    }
  }

  /** The noted model, if it is one of {@code candidates}. */
  Optional<String> find(Subject subject, List<String> candidates) throws IOException {
    String head = subject.text() + CHOSEN;
    String note;
    try (InputStream in = Files.newInputStream(file(subject))) {
      note = new String(in.readNBytes(SIZE_LIMIT), UTF_8);
    } catch (NoSuchFileException none) {
      return Optional.empty();
    }
    if (!note.startsWith(head)) {
      return Optional.empty();
    }
    int end = note.indexOf('\n', head.length());
    String model = end < 0 ? "" : note.substring(head.length(), end);
    return candidates.stream().filter(candidate -> name(candidate).equals(model)).findFirst();
  }

  /** Notes a choice, with what it rests on. */
  void put(Subject subject, String model, Map<String, Duration> times) throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add(subject.text() + CHOSEN + name(model));
    times.forEach((name, time) -> lines.add(name(name) + ": " + time.toMillis() + " ms"));
    Files.createDirectories(directory);
    Path temporary = Files.createTempFile(directory, ".cpu-", "");
    try {
      Files.writeString(temporary, String.join("\n", lines) + "\n", UTF_8);
      Files.move(temporary, file(subject), StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private Path file(Subject subject) {
    String digest = Hashing.sha256().hashString(subject.text(), UTF_8).toString();
    return directory.resolve("cpu-" + digest.substring(0, 32));
  }

  private static String name(String model) {
    return model.isEmpty() ? "QEMU's default" : model;
  }
}
