package org.cmimage.qemu.guest;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.cmimage.core.guest.ProgramStarts;

/**
 * A counter of the dispatcher's log of started programs, which keeps the starts of the last command
 * by script. Programs of the image can write to the log, too, so any bytes are accepted: at worst,
 * the numbers are wrong.
 */
final class StartLines {
  /** The limit of counted programs; far more than an image has. */
  private static final int PROGRAM_LIMIT = 20_000;

  /** The limit of starts kept in order; more than any set of packages has. */
  private static final int KEPT_LIMIT = 100_000;

  /** The dispatcher's longest line, in bytes. */
  private static final int LINE_LIMIT = 4700;

  private final Map<String, Long> natively = new HashMap<>();
  private final Map<String, Long> emulated = new HashMap<>();
  private final Map<String, List<String>> byScript = new HashMap<>();
  private final StringBuilder line = new StringBuilder();
  private int kept;

  /** Clears the starts of the last command, because another command begins. */
  void begin() {
    byScript.clear();
    kept = 0;
  }

  /** Adds the next piece of the log. */
  void accept(byte[] piece) {
    for (byte b : piece) {
      if (b == '\n') {
        count(line.toString());
        line.setLength(0);
      } else if (line.length() < LINE_LIMIT) {
        line.append((char) (b & 0xff));
      }
    }
  }

  private void count(String text) {
    if (text.length() < 3 || text.charAt(1) != ' ') {
      return;
    }
    Map<String, Long> counts =
        switch (text.charAt(0)) {
          case 'N' -> natively;
          case 'E' -> emulated;
          default -> Map.of();
        };
    int behindScript = Math.max(1, text.indexOf(' ', 2));
    byte[] path = text.substring(behindScript + 1).getBytes(StandardCharsets.ISO_8859_1);
    String name = new String(path, StandardCharsets.UTF_8);
    if (counts.containsKey(name) || counts instanceof HashMap && counts.size() < PROGRAM_LIMIT) {
      counts.merge(name, 1L, Long::sum);
      keep(text.substring(2, behindScript + 1).strip(), name);
    }
  }

  private void keep(String script, String program) {
    if (kept < KEPT_LIMIT) {
      kept++;
      byScript.computeIfAbsent(script, any -> new ArrayList<>()).add(program);
    }
  }

  /** Returns the programs that a script of the last command started, in order. */
  List<String> by(String script) {
    return List.copyOf(byScript.getOrDefault(script, List.of()));
  }

  ProgramStarts total() {
    return new ProgramStarts(natively, emulated);
  }
}
