package org.cmimage.core.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.regex.Pattern.DOTALL;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cmimage.core.tree.AsciiText;
import org.cmimage.model.Distribution;

/**
 * The distribution in an os-release(5) file: shell assignments, values plain or in one pair of
 * quotes; the last of a key counts. Results of editors and builders are accepted, too: a byte order
 * mark, carriage returns, indentation, {@code export}, comments behind values.
 *
 * @param id the value of {@code ID}; if there is none, {@code linux}, the standard's default
 * @param versionId the value of {@code VERSION_ID}, empty if there is none
 * @param codename the value of {@code VERSION_CODENAME}, empty if there is none
 * @param isNamed whether the file has an {@code ID} or name at all
 */
public record OsRelease(String id, String versionId, String codename, boolean isNamed) {
  /** The length up to which a value is repeated in a message. */
  private static final int MAX_VALUE = 40;

  private static final Pattern ASSIGNMENT =
      Pattern.compile(
          "\\s*(?:export\\s+)?(ID|NAME|PRETTY_NAME|VERSION_ID|VERSION_CODENAME)=(.*)", DOTALL);

  /** Parses any bytes. */
  public static OsRelease parse(byte[] file) {
    Map<String, String> values = new HashMap<>();
    String text = new String(file, UTF_8);
    for (String line : (text.startsWith("\ufeff") ? text.substring(1) : text).split("\n", -1)) {
      Matcher assignment = ASSIGNMENT.matcher(line);
      if (assignment.matches()) {
        values.put(assignment.group(1), value(assignment.group(2)));
      }
    }
    return new OsRelease(
        values.getOrDefault("ID", "linux"),
        values.getOrDefault("VERSION_ID", ""),
        values.getOrDefault("VERSION_CODENAME", ""),
        values.containsKey("ID")
            || values.containsKey("NAME")
            || values.containsKey("PRETTY_NAME"));
  }

  /** Returns the first word, as a shell does; escapes are those of double quotes. */
  private static String value(String text) {
    String value = text.strip();
    if (value.isEmpty()) {
      return value;
    }
    char quote = value.charAt(0);
    int end = quote == '"' || quote == '\'' ? value.indexOf(quote, 1) : -1;
    return end > 0
        ? value.substring(1, end).strip()
        : value.replaceFirst("\\s.*", "").replaceAll("[\"']", "");
  }

  /** Returns the distribution and release; empty where the file names none. */
  public Optional<Distribution> distribution() {
    return isNamed ? Distribution.ofOsRelease(id, versionId, codename) : Optional.empty();
  }

  /** Returns the text for messages, whatever the file contains. */
  @Override
  public String toString() {
    String named = "ID=" + printable(id) + " VERSION_ID=" + printable(versionId);
    return versionId.isEmpty() && !codename.isEmpty()
        ? named + " VERSION_CODENAME=" + printable(codename)
        : named;
  }

  private static String printable(String value) {
    String cut = value.length() > MAX_VALUE ? value.substring(0, MAX_VALUE) + "..." : value;
    return AsciiText.of(cut);
  }
}
