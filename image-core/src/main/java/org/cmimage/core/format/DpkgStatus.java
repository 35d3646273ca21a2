package org.cmimage.core.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.cmimage.core.tree.AsciiText;

/**
 * A reader of dpkg's status file: of the stanzas of deb-control(5), it reads only the four fields
 * about the installation. Uses constant memory.
 *
 * <p>Apart from image-sources' ControlReader, which refuses what is not control data: the file of a
 * foreign tree may be damaged, and what can be read of it is still compared.
 */
public final class DpkgStatus {
  /** The longest part of a line kept; the fields read here are far shorter. */
  private static final int MAX_LINE = 1024;

  private final InputStream in;
  private final long limit;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream(MAX_LINE);
  private final byte[] buffer = new byte[64 * 1024];
  private int at;
  private int end;
  private long count;

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
    this.in = in;
    this.limit = limit;
  }

  /**
   * Returns the next package, or empty at the end.
   *
   * @throws EOFException past the limit
   */
  public Optional<Entry> next() throws IOException {
    String name = "";
    String status = "";
    String architecture = "";
    String version = "";
    boolean any = false;
    while (readLine()) {
      String text = line.toString(UTF_8);
      if (text.isBlank()) {
        if (any) {
          break;
        }
        continue;
      }
      any = true;
      name = value(text, "Package:").orElse(name);
      status = value(text, "Status:").orElse(status);
      architecture = value(text, "Architecture:").orElse(architecture);
      version = value(text, "Version:").orElse(version);
    }
    return any ? Optional.of(new Entry(name, status, architecture, version)) : Optional.empty();
  }

  private static Optional<String> value(String line, String field) {
    if (!line.regionMatches(true, 0, field, 0, field.length())) {
      return Optional.empty();
    }
    // Messages repeat it, also on terminals.
    return Optional.of(AsciiText.of(line.substring(field.length()).strip()));
  }

  /** Reads a line without its end; of a longer one, the beginning. */
  private boolean readLine() throws IOException {
    line.reset();
    boolean any = false;
    while (true) {
      if (at == end) {
        end = in.read(buffer);
        at = 0;
        if (end <= 0) {
          end = 0;
          return any;
        }
        count += end;
        if (count > limit) {
          throw new EOFException("more than " + limit + " bytes");
        }
      }
      any = true;
      int start = at;
      while (at < end && buffer[at] != '\n') {
        at++;
      }
      line.write(buffer, start, Math.min(at - start, MAX_LINE - line.size()));
      if (at < end) {
        at++;
        return true;
      }
    }
  }
}
