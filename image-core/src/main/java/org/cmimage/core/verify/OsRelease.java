package org.cmimage.core.verify;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Optional;
import org.cmimage.model.Distribution;

/**
 * The distribution that an os-release(5) file names: shell assignments, values plain or in one pair
 * of quotes, the last of a key counts. Expansions and escapes, which the keys read here never have,
 * are taken as they stand.
 *
 * @param id the value of {@code ID}; {@code linux}, the standard's default, if there is none
 * @param versionId the value of {@code VERSION_ID}, empty if there is none
 */
record OsRelease(String id, String versionId) {
  /** Longest value worth repeating in a message. */
  private static final int MAX_VALUE = 40;

  /** Reads any bytes. */
  static OsRelease parse(byte[] file) {
    String id = "linux";
    String versionId = "";
    for (String line : new String(file, UTF_8).split("\n", -1)) {
      int equals = line.indexOf('=');
      if (equals == 2 && line.startsWith("ID")) {
        id = value(line.substring(equals + 1));
      } else if (line.startsWith("VERSION_ID=")) {
        versionId = value(line.substring(equals + 1));
      }
    }
    return new OsRelease(id, versionId);
  }

  private static String value(String text) {
    String value = text.strip();
    int last = value.length() - 1;
    boolean quoted =
        last > 0
            && value.charAt(0) == value.charAt(last)
            && (value.charAt(0) == '"' || value.charAt(0) == '\'');
    return quoted ? value.substring(1, last) : value;
  }

  /** What it names, if that is a distribution and a release. */
  Optional<Distribution> distribution() {
    return Distribution.ofOsRelease(id, versionId);
  }

  /** As messages have it, whatever the file holds. */
  @Override
  public String toString() {
    return "ID=" + printable(id) + " VERSION_ID=" + printable(versionId);
  }

  private static String printable(String value) {
    String cut = value.length() > MAX_VALUE ? value.substring(0, MAX_VALUE) + "..." : value;
    return cut.replaceAll("[^ -~]", "?");
  }
}
