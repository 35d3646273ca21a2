package org.cmimage.core;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;

/**
 * Where packages come from, and which of them are preferred.
 *
 * <p>A location is a path or URL of an apt sources file, or a directory (a URL of one ends in a
 * slash) that holds repositories, or packages without an index.
 *
 * @param base locations that replace the distribution's repositories; none for those
 * @param additional locations of repositories beside them
 * @param preferences a file or directory of apt_preferences(5), as a path, or a URL of a file
 * @param offline whether the cache and directories of this machine must do
 */
public record PackageSources(
    List<String> base, List<String> additional, Optional<String> preferences, boolean offline) {
  /** The distribution's own repositories, without preferences. */
  public static final PackageSources DEFAULT =
      new PackageSources(List.of(), List.of(), Optional.empty(), false);

  public PackageSources {
    base = ImmutableList.copyOf(base);
    additional = ImmutableList.copyOf(additional);
  }
}
