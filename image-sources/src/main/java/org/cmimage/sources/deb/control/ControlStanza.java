package org.cmimage.sources.deb.control;

import java.util.List;
import java.util.Optional;

/**
 * One paragraph of control data: fields in the order they were read, their names compared without
 * regard to case (Debian Policy 5.1).
 *
 * <p>A value is the text behind the colon without white space around it; the further lines of a
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

  /** The value of a field, or empty where the paragraph has none of that name. */
  public Optional<String> get(String name) {
    for (int i = 0; i < names.size(); i++) {
      if (names.get(i).equalsIgnoreCase(name)) {
        return Optional.of(values.get(i));
      }
    }
    return Optional.empty();
  }

  /** The names of the fields, in order. */
  public List<String> names() {
    return names;
  }

  /**
   * The paragraph as control data, each line ended; without the empty line that separates
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
