package org.cmimage.core.format.deb822;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * One stanza (paragraph) of control data: fields in the order in which they were read, with names
 * that are compared without regard to case (Debian Policy 5.1).
 *
 * <p>A value is the text after the colon without surrounding white space; the further lines of a
 * folded or multi-line value follow after a line feed with their first blank, as in the source.
 * Immutable.
 */
public final class ControlStanza {
  private final List<String> names;
  private final List<String> values;
  private final Place place;

  /**
   * Where a stanza is in its text.
   *
   * @param line of its first field, from 1
   * @param from the position in bytes of its first line, which may be a comment
   * @param to the position in bytes after its last line
   */
  public record Place(long line, long from, long to) {}

  ControlStanza(List<String> names, List<String> values, Place place) {
    this.names = List.copyOf(names);
    this.values = List.copyOf(values);
    this.place = place;
  }

  /** Returns where it is in its text. */
  public Place place() {
    return place;
  }

  /** Returns it as it is in its text, with comments and fields that were not kept. */
  public byte[] bytesIn(byte[] text) {
    return Arrays.copyOfRange(text, Math.toIntExact(place.from), Math.toIntExact(place.to));
  }

  /** Returns the value of a field, or empty if the paragraph has no field of that name. */
  public Optional<String> get(String name) {
    for (int i = 0; i < names.size(); i++) {
      if (names.get(i).equalsIgnoreCase(name)) {
        return Optional.of(values.get(i));
      }
    }
    return Optional.empty();
  }

  /** Returns the names of the fields, in order. */
  public List<String> names() {
    return names;
  }

  /**
   * Returns the paragraph as control data, each line ended; without the empty line that separates
   * paragraphs.
   */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < names.size(); i++) {
      text.append(field(names.get(i), values.get(i)));
    }
    return text.toString();
  }

  /** Returns a field as control data, its last line ended. */
  public static String field(String name, String value) {
    return name + (value.isEmpty() || value.startsWith("\n") ? ":" : ": ") + value + "\n";
  }
}
