package org.cmimage.core.format;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.cmimage.core.format.deb822.ControlReader;
import org.cmimage.core.format.deb822.ControlRules;
import org.cmimage.core.format.deb822.ControlStanza;
import org.cmimage.core.tree.AsciiText;

/**
 * A reader of dpkg's status file: of its stanzas, it reads only the four fields about the
 * installation. The file of a foreign tree may be damaged, and what can be read of it is still
 * compared. Uses constant memory.
 */
public final class DpkgStatus {
  private static final String PACKAGE = "Package";
  private static final String STATUS = "Status";
  private static final String ARCHITECTURE = "Architecture";
  private static final String VERSION = "Version";

  /** The longest part of a value kept; the fields read here are far shorter. */
  private static final int MAX_VALUE = 1024;

  private static final ControlRules RULES =
      ControlRules.lenient(List.of(PACKAGE, STATUS, ARCHITECTURE, VERSION), 64 * MAX_VALUE);

  private final ControlReader reader;

  /**
   * A package of the database.
   *
   * @param status selection, error flag and state, such as {@code install ok installed}
   * @param architecture Debian's name, or {@code all}; empty if missing
   * @param version empty if missing
   */
  public record Entry(String name, String status, String architecture, String version) {
    /** Returns the state alone, such as {@code installed}. */
    String state() {
      return status.substring(status.lastIndexOf(' ') + 1);
    }

    /** Returns whether it is completely installed, or removed except for its configuration. */
    public boolean isSettled() {
      return status.endsWith(" ok installed") || isGone();
    }

    /** Returns whether it is not installed. */
    public boolean isGone() {
      return status.endsWith(" ok config-files") || status.endsWith(" ok not-installed");
    }
  }

  /**
   * Makes a reader of an open status file, which the caller closes.
   *
   * @param limit bytes after which {@link #next} fails
   */
  public DpkgStatus(InputStream in, long limit) {
    this.reader =
        new ControlReader(
            new LimitedStream(in, limit, () -> new EOFException("more than " + limit + " bytes")),
            RULES);
  }

  /**
   * Returns the next package, or empty at the end.
   *
   * @throws EOFException past the limit
   */
  public Optional<Entry> next() throws IOException {
    return reader
        .next()
        .map(
            stanza ->
                new Entry(
                    value(stanza, PACKAGE),
                    value(stanza, STATUS),
                    value(stanza, ARCHITECTURE),
                    value(stanza, VERSION)));
  }

  /** Returns the first line of a value, as messages repeat it, also on terminals. */
  private static String value(ControlStanza stanza, String field) {
    String value = stanza.get(field).orElse("").lines().findFirst().orElse("").strip();
    return AsciiText.of(value.substring(0, Math.min(value.length(), MAX_VALUE)));
  }
}
