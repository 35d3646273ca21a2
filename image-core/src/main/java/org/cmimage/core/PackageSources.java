package org.cmimage.core;

import java.util.Optional;

/**
 * Where packages come from, and which of them are preferred.
 *
 * @param sourcesFile an apt sources file, as a path or URL, that replaces the distribution's
 *     repositories
 * @param preferences a file or directory of apt_preferences(5), as a path, or a URL of a file
 * @param offline whether the cache and {@code file:} repositories must do
 */
public record PackageSources(
    Optional<String> sourcesFile, Optional<String> preferences, boolean offline) {
  /** The distribution's own repositories, without preferences. */
  public static final PackageSources DEFAULT =
      new PackageSources(Optional.empty(), Optional.empty(), false);
}
