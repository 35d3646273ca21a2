package org.cmimage.sources.deb.control;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;

/**
 * Reads control data (deb822(5), Debian Policy 5.1) paragraph by paragraph. At most one paragraph
 * is in memory, and none may be longer than 8 MiB. Lines that start with {@code #} are comments.
 * Not thread-safe.
 */
public final class ControlReader implements Closeable {
  private static final int MAX_STANZA = 8 << 20;
  private static final int MAX_FIELDS = 512;

  private final InputStream in;
  private final String what;
  private final FieldNames kept;
  private byte[] buffer = new byte[1 << 16];
  private int start;
  private int end;
  private boolean exhausted;
  private long line;

  /**
   * Creates a reader of a stream, which it closes.
   *
   * @param what names the source in messages
   * @param fields the fields to keep, in any order; all if the list is empty
   */
  public ControlReader(InputStream in, String what, List<String> fields) {
    this.in = in;
    this.what = what;
    this.kept = new FieldNames(fields);
  }

  /**
   * Returns the next paragraph, or empty after the last.
   *
   * @throws FaultException {@link ErrorCode#SOURCE_CORRUPT} if the text is not control data
   */
  public Optional<ControlStanza> next() throws IOException {
    List<String> names = new ArrayList<>();
    List<String> values = new ArrayList<>();
    boolean inside = false;
    Value value = new Value(true);
    int from = 0; // of the line, relative to start, because the buffer may move
    while (true) {
      int length = lineLength(from);
      if (length < 0) {
        break;
      }
      line++;
      int at = start + from;
      from += length + 1;
      if (isBlank(at, at + length)) {
        if (inside) {
          break;
        }
        start = Math.min(start + from, end);
        from = 0;
      } else if (buffer[at] != '#') {
        inside = true;
        if (buffer[at] == ' ' || buffer[at] == '\t') {
          value.extendTo(at + length - start);
        } else {
          value.addTo(names, values);
          value = field(at, length);
        }
      }
    }
    value.addTo(names, values);
    start = Math.min(start + from, end);
    return inside ? Optional.of(new ControlStanza(names, values)) : Optional.empty();
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  private Value field(int at, int length) throws IOException {
    int colon = at;
    while (colon < at + length
        && buffer[colon] > ' '
        && buffer[colon] < 0x7f
        && buffer[colon] != ':') {
      colon++;
    }
    if (colon == at + length || colon == at || buffer[colon] != ':' || buffer[at] == '-') {
      throw corrupt("expected \"Field: value\"");
    }
    Value value = new Value(false);
    Optional<String> name = kept.find(buffer, at, colon);
    if (name.isPresent()) {
      value.open(name.get(), colon + 1 - start, at + length - start);
    }
    return value;
  }

  /**
   * Returns the length of the line that begins {@code from} bytes after {@link #start}, or -1 at
   * the end of the source.
   */
  private int lineLength(int from) throws IOException {
    int scanned = from;
    while (true) {
      for (int i = start + scanned; i < end; i++) {
        if (buffer[i] == '\n') {
          return i - start - from;
        }
      }
      scanned = end - start;
      if (exhausted) {
        return scanned > from ? scanned - from : -1;
      }
      fill();
    }
  }

  private void fill() throws IOException {
    if (start > 0) {
      System.arraycopy(buffer, start, buffer, 0, end - start);
      end -= start;
      start = 0;
    }
    if (end == buffer.length) {
      if (buffer.length >= MAX_STANZA) {
        throw corrupt("a paragraph is longer than " + MAX_STANZA + " bytes");
      }
      buffer = Arrays.copyOf(buffer, 2 * buffer.length);
    }
    int read = in.read(buffer, end, buffer.length - end);
    if (read < 0) {
      exhausted = true;
    } else {
      end += read;
    }
  }

  private boolean isBlank(int from, int to) {
    for (int i = from; i < to; i++) {
      if (!isSpace(buffer[i])) {
        return false;
      }
    }
    return true;
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b == '\t' || b == '\r';
  }

  private FaultException corrupt(String fact) {
    return new FaultException(
        ErrorCode.SOURCE_CORRUPT,
        "cannot read " + what,
        fact + " at line " + line,
        new Remedy.None());
  }

  /**
   * The field that is being read: the offsets of its value after {@link ControlReader#start}; empty
   * for a field that is not kept.
   */
  private final class Value {
    private String name = "";
    private final boolean orphan;
    private int from;
    private int to;

    Value(boolean orphan) {
      this.orphan = orphan;
    }

    void open(String field, int first, int last) {
      name = field;
      from = first;
      to = last;
    }

    void extendTo(int last) throws IOException {
      if (orphan) {
        throw corrupt("a continuation line without a field");
      }
      to = last;
    }

    void addTo(List<String> names, List<String> values) throws IOException {
      if (name.isEmpty()) {
        return;
      }
      for (String other : names) {
        if (other.equalsIgnoreCase(name)) {
          throw corrupt("a second field \"" + name + "\"");
        }
      }
      if (names.size() == MAX_FIELDS) {
        throw corrupt("more than " + MAX_FIELDS + " fields");
      }
      int first = start + from;
      int last = start + to;
      while (last > first && isSpace(buffer[last - 1])) {
        last--;
      }
      while (first < last && isSpace(buffer[first])) {
        first++;
      }
      names.add(name);
      values.add(new String(buffer, first, last - first, StandardCharsets.UTF_8));
    }
  }
}
