package org.cmimage.sources.deb.control;

import java.util.List;
import java.util.stream.Collectors;

/**
 * One element of a dependency field (Debian Policy 7.1): alternatives, one of which is enough.
 *
 * @param alternatives in the packager's order of preference; never empty
 */
public record Dependency(List<Relation> alternatives) {
  public Dependency {
    alternatives = List.copyOf(alternatives);
    if (alternatives.isEmpty()) {
      throw new IllegalArgumentException("a dependency without an alternative");
    }
  }

  /**
   * Parses the value of {@code Depends}, {@code Conflicts}, {@code Provides} or a similar field.
   * The obsolete operators {@code <} and {@code >} mean "or equal", as for dpkg.
   *
   * @throws IllegalArgumentException naming the text and the position of the error
   */
  public static List<Dependency> parseList(String text) {
    return new DependencyParser(text).list();
  }

  /** Returns the text as in a control file. */
  @Override
  public String toString() {
    return alternatives.stream().map(Relation::toString).collect(Collectors.joining(" | "));
  }
}
