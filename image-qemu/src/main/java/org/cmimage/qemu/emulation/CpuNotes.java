package org.cmimage.qemu.emulation;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.cmimage.core.host.AtomicFile;
import org.cmimage.model.Architecture;

/**
 * The records of the best CPU model on this machine, with a certain emulator, for programs of a
 * certain distribution release: a small text file for each. A malformed file counts as missing.
 */
public final class CpuNotes {
  private static final int SIZE_LIMIT = 8192;
  private static final String CHOSEN = "chosen: ";

  private final Path directory;
  private final Path processors;

  /**
   * Makes the records of this machine.
   *
   * @param directory made when needed
   * @param processors {@code /proc/cpuinfo}
   */
  public CpuNotes(Path directory, Path processors) {
    this.directory = directory;
    this.processors = processors;
  }

  /**
   * The subject of a measurement. The distribution release is part of it because, for example,
   * programs of Debian 13 use pointer authentication, those of 12 hardly.
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

  /** Returns the subject for such programs. */
  Subject subject(Path emulator, Architecture guest, String release) throws IOException {
    return new Subject(
        MoreFiles.asByteSource(emulator).hash(Hashing.sha256()).toString(),
        processor(),
        guest,
        release);
  }

  /** Returns the first processor's model; on Arm the kernel gives it as numbers. */
  private String processor() throws IOException {
    try (var lines = Files.lines(processors, UTF_8)) {
      return lines
          .takeWhile(line -> !line.isBlank())
          .filter(line -> line.matches("(model name|CPU (implementer|variant|part))\\s*:.*"))
          .map(line -> line.replaceAll("\\s+", " "))
          .collect(Collectors.joining(", "));
    }
  }

  /** Returns the recorded model, if it is one of {@code candidates}. */
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

  /** Records a choice and the measured times. */
  void put(Subject subject, String model, Map<String, Duration> times) throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add(subject.text() + CHOSEN + name(model));
    times.forEach((name, time) -> lines.add(name(name) + ": " + time.toMillis() + " ms"));
    Files.createDirectories(directory);
    AtomicFile.write(file(subject), String.join("\n", lines) + "\n");
  }

  private Path file(Subject subject) {
    String digest = Hashing.sha256().hashString(subject.text(), UTF_8).toString();
    return directory.resolve("cpu-" + digest.substring(0, 32));
  }

  private static String name(String model) {
    return model.isEmpty() ? "QEMU's default" : model;
  }
}
