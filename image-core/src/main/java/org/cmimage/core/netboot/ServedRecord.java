package org.cmimage.core.netboot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cmimage.core.host.AtomicFile;
import org.cmimage.model.netboot.NetworkBoot;

/**
 * Which files below the served directory were made by this program, and of what. It is written
 * before a file is made, without stamps, so that what a killed run left is known; a line of another
 * form is no file of ours.
 */
final class ServedRecord {
  /** A file that is being made, or was when a run ended. */
  static final Made UNFINISHED = new Made("-", "-");

  private static final String STAMP = "(-|[0-9]+:[0-9]+:-?[0-9]+\\.[0-9]+)";
  private static final Pattern LINE =
      Pattern.compile(
          STAMP + " " + STAMP + " (" + NetworkBoot.ROOT + "(/[A-Za-z0-9][-+._~A-Za-z0-9]*)+)");

  /**
   * A file that was made.
   *
   * @param source the stamp of what it is a copy of
   * @param copy its own stamp
   */
  record Made(String source, String copy) {}

  private ServedRecord() {}

  /** Returns the files by path; none where nothing was made. */
  static SortedMap<String, Made> read(Path file) throws IOException {
    SortedMap<String, Made> made = new TreeMap<>();
    try {
      for (String line : Files.readAllLines(file, UTF_8)) {
        Matcher parts = LINE.matcher(line);
        if (parts.matches()) {
          made.put(
              requireNonNull(parts.group(3)),
              new Made(requireNonNull(parts.group(1)), requireNonNull(parts.group(2))));
        }
      }
    } catch (NoSuchFileException none) {
      return made;
    }
    return made;
  }

  /** Writes the files, synced. */
  static void write(Path file, Map<String, Made> made) throws IOException {
    StringBuilder text = new StringBuilder();
    made.forEach(
        (path, stamps) ->
            text.append(stamps.source())
                .append(' ')
                .append(stamps.copy())
                .append(' ')
                .append(path)
                .append('\n'));
    Files.createDirectories(requireNonNull(file.getParent()));
    AtomicFile.write(file, text.toString());
  }
}
