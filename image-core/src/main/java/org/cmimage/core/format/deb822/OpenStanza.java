package org.cmimage.core.format.deb822;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.cmimage.core.format.deb822.Irregularity.Kind;
import org.jspecify.annotations.Nullable;

/** The stanza that is being read, field by field. Not thread-safe. */
final class OpenStanza {
  private static final int MAX_FIELDS = 512;

  private final ControlRules rules;
  private final List<String> names = new ArrayList<>();
  private final List<String> values = new ArrayList<>();

  /** The position of the field that is being read; -1 where none or one that is not kept is. */
  private int field = -1;

  /** The lines of its value after the first. */
  private @Nullable StringBuilder more;

  private boolean begun;

  /** The size in bytes of all values. */
  private long held;

  OpenStanza(ControlRules rules) {
    this.rules = rules;
  }

  /** Ends the present field, and omits the next one. */
  void skip() {
    begun = true;
    if (field >= 0) {
      String value = values.get(field);
      values.set(field, trimmed(more == null ? value : value + more));
      field = -1;
      more = null;
    }
  }

  /** Begins a field that is kept. */
  void open(String name, long line) throws IOException {
    skip();
    for (int i = 0; i < names.size(); i++) {
      if (names.get(i).equalsIgnoreCase(name)) {
        irregular(Kind.REPEATED_FIELD, line, name);
        field = i;
        return;
      }
    }
    if (names.size() == MAX_FIELDS) {
      irregular(Kind.TOO_MANY_FIELDS, line, String.valueOf(MAX_FIELDS));
      return;
    }
    names.add(name);
    values.add("");
    field = names.size() - 1;
  }

  /** Sets the first line of the value of the field that was opened. */
  void put(byte[] source, int from, int to, long line) throws IOException {
    if (field >= 0) {
      int first = from;
      while (first < to && ControlReader.isSpace(source[first])) {
        first++;
      }
      values.set(field, text(source, first, to, line));
    }
  }

  /** Adds a continuation line. */
  void extend(byte[] source, int from, int to, long line) throws IOException {
    if (!begun) {
      irregular(Kind.CONTINUATION_OF_NOTHING, line, ControlReader.shown(source, from, to));
    } else if (field >= 0) {
      if (more == null) {
        more = new StringBuilder();
      }
      more.append('\n').append(text(source, from, to, line));
    }
  }

  /** Ends the stanza. */
  ControlStanza end(ControlStanza.Place place) {
    skip();
    return new ControlStanza(names, values, place);
  }

  /** Returns bytes as text, as many as the limit leaves. */
  private String text(byte[] source, int from, int to, long line) throws IOException {
    int bytes = to - from;
    if (held + bytes > rules.longest()) {
      irregular(Kind.TOO_LONG, line, String.valueOf(rules.longest()));
      bytes = (int) Math.max(0, rules.longest() - held);
    }
    held += bytes;
    return new String(source, from, bytes, UTF_8);
  }

  private static String trimmed(String value) {
    int length = value.length();
    while (length > 0 && ControlReader.isSpace(value.charAt(length - 1))) {
      length--;
    }
    return value.substring(0, length);
  }

  private void irregular(Kind kind, long line, String found) throws IOException {
    rules.judge().judge(new Irregularity(kind, line, found));
  }
}
