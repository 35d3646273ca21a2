package org.cmimage.model;

import java.util.Optional;

/**
 * The target of an image: an architecture and a distribution. Its text form is the suffix of
 * directory and entity names, for example {@code debian12-aarch64}.
 */
public record ArchOs(Architecture architecture, Distribution distribution) {
  /**
   * Parses the suffix of directory and entity names, such as {@code debian12-aarch64}. Returns
   * empty unless the text is exactly this spelling.
   */
  public static Optional<ArchOs> find(String name) {
    int dash = name.indexOf('-');
    if (dash < 0) {
      return Optional.empty();
    }
    return Architecture.find(name.substring(dash + 1))
        .flatMap(
            architecture ->
                Distribution.find(name.substring(0, dash))
                    .map(distribution -> new ArchOs(architecture, distribution)))
        .filter(archOs -> archOs.toString().equals(name));
  }

  @Override
  public String toString() {
    return distribution + "-" + architecture;
  }
}
