package org.cmimage.core;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;

/**
 * The sources of packages, and preferences among their versions.
 *
 * <p>A location is a path or URL of an apt sources file, or a directory (a URL of one ends in a
 * slash) with repositories, or packages without an index.
 *
 * @param base locations that replace the distribution's repositories; empty for those
 * @param additional repositories besides them
 * @param preferences a file or directory of apt_preferences(5), as a path, or a URL of a file
 * @param offline whether only the cache and directories of this machine may be used
 */
public record PackageSources(
    List<String> base, Additional additional, Optional<String> preferences, boolean offline) {
  /** The distribution's own repositories, without preferences. */
  public static final PackageSources DEFAULT =
      new PackageSources(List.of(), Additional.NONE, Optional.empty(), false);

  public PackageSources {
    base = ImmutableList.copyOf(base);
  }

  /** Returns a copy with other locations that replace the distribution's repositories. */
  public PackageSources withBase(List<String> locations) {
    return new PackageSources(locations, additional, preferences, offline);
  }

  /**
   * Repositories besides those of the distribution, such as the cluster manager's own.
   *
   * @param locations of them
   * @param excluded packages that are not installed from them, by name or glob pattern; those of
   *     another repository are used instead
   */
  public record Additional(List<String> locations, List<String> excluded) {
    /** No repositories. */
    public static final Additional NONE = new Additional(List.of(), List.of());

    public Additional {
      locations = ImmutableList.copyOf(locations);
      excluded = ImmutableList.copyOf(excluded);
    }
  }
}
