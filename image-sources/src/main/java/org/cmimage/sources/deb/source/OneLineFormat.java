package org.cmimage.sources.deb.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.cmimage.core.fault.FaultException;

/** The format of {@code *.list} files: {@code deb [ option=value ... ] uri suite component ...}. */
final class OneLineFormat {
  /**
   * Supported options, and the corresponding fields. {@code +=} and {@code -=} append {@code -Add}
   * and {@code -Remove}.
   */
  private static final Map<String, String> FIELDS =
      Map.ofEntries(
          Map.entry("arch", "Architectures"),
          Map.entry("signed-by", "Signed-By"),
          Map.entry("trusted", "Trusted"),
          Map.entry("allow-insecure", "Allow-Insecure"),
          Map.entry("check-valid-until", "Check-Valid-Until"),
          Map.entry("check-date", "Check-Date"),
          Map.entry("date-max-future", "Date-Max-Future"),
          Map.entry("by-hash", "By-Hash"),
          Map.entry("valid-until-min", "Valid-Until-Min"),
          Map.entry("valid-until-max", "Valid-Until-Max"),
          Map.entry("inrelease-path", "InRelease-Path"),
          Map.entry("snapshot", "Snapshot"));

  private OneLineFormat() {}

  static List<SourceStanza> read(List<String> lines, String fileName) throws FaultException {
    List<SourceStanza> stanzas = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = withoutComment(lines.get(i)).strip();
      if (!line.isEmpty()) {
        stanzas.add(stanza(line, new SourceStanza(fileName, i + 1)));
      }
    }
    return stanzas;
  }

  private static SourceStanza stanza(String line, SourceStanza stanza) throws FaultException {
    int endOfType = endOfWord(line, 0, stanza, "[");
    stanza.put("Types", line.substring(0, endOfType));
    String rest = line.substring(endOfType).strip();
    if (rest.startsWith("[")) {
      int close = rest.indexOf(']');
      if (close < 0) {
        throw stanza.fault("its options do not end; expected ]");
      }
      options(rest.substring(1, close), stanza);
      rest = rest.substring(close + 1).strip();
    }
    List<String> words = words(rest, stanza);
    if (words.size() < 2) {
      throw stanza.fault(
          "expected a URI and a suite after the type, found \""
              + SourceStanza.abbreviate(rest)
              + "\"");
    }
    stanza.put("URIs", words.get(0));
    stanza.put("Suites", words.get(1));
    stanza.put("Components", String.join(" ", words.subList(2, words.size())));
    return stanza;
  }

  private static void options(String text, SourceStanza stanza) throws FaultException {
    for (String option : text.strip().split("\\s+")) {
      int equals = option.indexOf('=');
      if (option.isEmpty()) {
        continue;
      }
      if (equals <= 0) {
        throw stanza.fault("option \"" + SourceStanza.abbreviate(option) + "\" has no value");
      }
      char before = option.charAt(equals - 1);
      boolean changes = before == '+' || before == '-';
      String field = FIELDS.get(option.substring(0, changes ? equals - 1 : equals));
      if (field != null) {
        String suffix = before == '+' ? "-Add" : before == '-' ? "-Remove" : "";
        stanza.put(field + suffix, option.substring(equals + 1));
      }
    }
  }

  /**
   * Splits a line into words; a URI may contain blanks inside brackets, as those of {@code cdrom:}
   * do.
   */
  private static List<String> words(String text, SourceStanza stanza) throws FaultException {
    List<String> words = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      int end = endOfWord(text, at, stanza, "");
      if (end > at) {
        words.add(text.substring(at, end).replaceAll("\\s", "%20"));
      }
      at = end + 1;
    }
    return words;
  }

  private static int endOfWord(String text, int from, SourceStanza stanza, String alsoBefore)
      throws FaultException {
    int at = from;
    while (at < text.length()
        && !Character.isWhitespace(text.charAt(at))
        && alsoBefore.indexOf(text.charAt(at)) < 0) {
      if (text.charAt(at) == '[') {
        at = text.indexOf(']', at);
        if (at < 0) {
          throw stanza.fault("a bracket does not end; expected ]");
        }
      }
      at++;
    }
    return at;
  }

  /** Returns everything before a {@code #} that is not inside brackets. */
  private static String withoutComment(String line) {
    int depth = 0;
    for (int i = 0; i < line.length(); i++) {
      switch (line.charAt(i)) {
        case '[' -> depth = 1;
        case ']' -> depth = 0;
        case '#' -> {
          if (depth == 0) {
            return line.substring(0, i);
          }
        }
        default -> {}
      }
    }
    return line;
  }
}
