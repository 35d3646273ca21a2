package org.cmimage.model;

import java.util.Optional;

/**
 * What an image is made for: an architecture and a distribution. Printed as names of directories
 * and entities carry it, for example {@code debian12-aarch64}.
 */
public record ArchOs(Architecture architecture, Distribution distribution) {
  /**
   * The pair that names of directories and entities end in, as {@code debian12-aarch64}, or empty
   * when the text is no such name in exactly this spelling.
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
