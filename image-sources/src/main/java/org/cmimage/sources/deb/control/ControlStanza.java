package org.cmimage.sources.deb.control;

import java.util.List;
import java.util.Optional;

/**
 * One paragraph of control data: fields in the order in which they were read, with names that are
 * compared without regard to case (Debian Policy 5.1).
 *
 * <p>A value is the text after the colon without surrounding white space; the further lines of a
 * folded or multi-line value follow after a line feed with their first blank, as in the source.
 * Immutable.
 */
public final class ControlStanza {
  private final List<String> names;
  private final List<String> values;

  ControlStanza(List<String> names, List<String> values) {
    this.names = List.copyOf(names);
    this.values = List.copyOf(values);
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
      String value = values.get(i);
      String separator = value.isEmpty() || value.startsWith("\n") ? ":" : ": ";
      text.append(names.get(i)).append(separator).append(value).append('\n');
    }
    return text.toString();
  }
}
