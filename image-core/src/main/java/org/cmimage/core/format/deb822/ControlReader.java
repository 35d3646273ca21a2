package org.cmimage.core.format.deb822;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.cmimage.core.format.deb822.Irregularity.Kind;

/**
 * Reads control data (deb822(5), Debian Policy 5.1) stanza by stanza. Only the kept fields of one
 * stanza and one line are in memory. Lines that start with {@code #} are comments, also between the
 * lines of a field. Not thread-safe.
 */
public final class ControlReader implements Closeable {
  private static final int CHUNK = 1 << 16;

  /** The length in bytes of a line in an irregularity. */
  private static final int SHOWN = 200;

  private final InputStream in;
  private final ControlRules rules;
  private final FieldNames kept;
  private byte[] buffer = new byte[CHUNK];

  /** The position of the buffer in the text. */
  private long passed;

  /** The current line, and the beginning of the next. */
  private int start;

  private int length;
  private int next;
  private int end;
  private boolean exhausted;

  /** Whether the current line is longer than the limit, and its rest not read yet. */
  private boolean cut;

  private long line;

  /** Creates a reader of a stream, which it closes. */
  public ControlReader(InputStream in, ControlRules rules) {
    this.in = in;
    this.rules = rules;
    this.kept = new FieldNames(rules.fields());
  }

  /**
   * Returns the next stanza, or empty after the last.
   *
   * @throws IOException also what the rules throw for an irregularity
   */
  public Optional<ControlStanza> next() throws IOException {
    OpenStanza stanza = new OpenStanza(rules);
    long from = -1; // with the comments before it
    long firstLine = -1;
    while (nextLine()) {
      if (isBlank()) {
        if (firstLine >= 0) {
          break;
        }
        from = -1;
      } else {
        from = from < 0 ? passed + start : from;
        if (buffer[start] != '#') {
          firstLine = firstLine < 0 ? line : firstLine;
          take(stanza);
        }
      }
    }
    return firstLine < 0
        ? Optional.empty()
        : Optional.of(stanza.end(new ControlStanza.Place(firstLine, from, passed + start)));
  }

  /** Returns all further stanzas, of a text that is small enough for that. */
  public List<ControlStanza> all() throws IOException {
    List<ControlStanza> all = new ArrayList<>();
    for (Optional<ControlStanza> next = next(); next.isPresent(); next = next()) {
      all.add(next.get());
    }
    return all;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  private void take(OpenStanza stanza) throws IOException {
    if (buffer[start] == ' ' || buffer[start] == '\t') {
      stanza.extend(buffer, start, start + length, line);
      return;
    }
    int last = start + length;
    int colon = start;
    while (colon < last && buffer[colon] > ' ' && buffer[colon] < 0x7f && buffer[colon] != ':') {
      colon++;
    }
    if (colon == last || colon == start || buffer[colon] != ':' || buffer[start] == '-') {
      stanza.skip();
      irregular(Kind.NOT_A_FIELD, shown(buffer, start, last));
      return;
    }
    Optional<String> name = kept.find(buffer, start, colon);
    if (name.isEmpty()) {
      stanza.skip();
    } else {
      stanza.open(name.get(), line);
      stanza.put(buffer, colon + 1, last, line);
    }
  }

  /** Goes to the next line; returns false at the end of the text. */
  private boolean nextLine() throws IOException {
    if (cut) {
      skipRest();
    }
    start = next;
    int scanned = 0;
    while (true) {
      int newline = newline(start + scanned);
      scanned = end - start;
      if (newline >= 0) {
        return line(newline - start, newline + 1);
      }
      if (exhausted) {
        return scanned > 0 && line(scanned, end);
      }
      if (scanned >= Math.max(CHUNK, rules.longest())) {
        cut = true;
        boolean there = line(scanned, end);
        irregular(Kind.TOO_LONG, String.valueOf(rules.longest()));
        return there;
      }
      fill();
    }
  }

  private boolean line(int bytes, int after) {
    length = bytes;
    next = after;
    line++;
    return true;
  }

  private void skipRest() throws IOException {
    cut = false;
    while (true) {
      int newline = newline(next);
      if (newline >= 0) {
        next = newline + 1;
        return;
      }
      next = end;
      start = end;
      if (exhausted) {
        return;
      }
      fill();
      next = start;
    }
  }

  /** Returns the position of the next line feed in the buffer, or -1. */
  private int newline(int from) {
    byte[] bytes = buffer;
    int last = end;
    for (int i = from; i < last; i++) {
      if (bytes[i] == '\n') {
        return i;
      }
    }
    return -1;
  }

  /** Reads on; the current line moves to the beginning of the buffer. */
  private void fill() throws IOException {
    if (start > 0) {
      System.arraycopy(buffer, start, buffer, 0, end - start);
      passed += start;
      end -= start;
      start = 0;
    }
    if (end == buffer.length) {
      buffer =
          Arrays.copyOf(
              buffer, (int) Math.min(2L * buffer.length, Math.max(CHUNK, rules.longest())));
    }
    int read = in.read(buffer, end, buffer.length - end);
    if (read < 0) {
      exhausted = true;
    } else {
      end += read;
    }
  }

  private boolean isBlank() {
    for (int i = start; i < start + length; i++) {
      if (!isSpace(buffer[i])) {
        return false;
      }
    }
    return true;
  }

  /** Returns the beginning of a line for an irregularity. */
  static String shown(byte[] source, int from, int to) {
    return new String(source, from, Math.min(to - from, SHOWN), UTF_8);
  }

  static boolean isSpace(int character) {
    return character == ' ' || character == '\t' || character == '\r';
  }

  private void irregular(Kind kind, String found) throws IOException {
    rules.judge().judge(new Irregularity(kind, line, found));
  }
}
