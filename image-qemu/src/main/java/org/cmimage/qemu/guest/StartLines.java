package org.cmimage.qemu.guest;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.cmimage.core.guest.ProgramStarts;

/**
 * Counts what the dispatcher noted, and keeps it by script for the last command. Programs of the
 * image can write there too, so any bytes are taken: at worst, the numbers are wrong.
 */
final class StartLines {
  /** Far more than an image has programs. */
  private static final int PROGRAM_LIMIT = 20_000;

  /** Starts that are kept in their order; no set of packages has as many. */
  private static final int KEPT_LIMIT = 100_000;

  /** The dispatcher's longest. */
  private static final int LINE_LIMIT = 4700;

  private final Map<String, Long> natively = new HashMap<>();
  private final Map<String, Long> emulated = new HashMap<>();
  private final Map<String, List<String>> byScript = new HashMap<>();
  private final StringBuilder line = new StringBuilder();
  private int kept;

  /** Forgets which scripts started what, for another command begins. */
  void begin() {
    byScript.clear();
    kept = 0;
  }

  /** Takes the next piece of the lines. */
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

  /** The programs that a script of the last command started, in their order. */
  List<String> by(String script) {
    return List.copyOf(byScript.getOrDefault(script, List.of()));
  }

  ProgramStarts total() {
    return new ProgramStarts(natively, emulated);
  }
}
