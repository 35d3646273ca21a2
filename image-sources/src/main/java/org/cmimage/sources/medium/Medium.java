package org.cmimage.sources.medium;

import java.util.List;

/**
 * An installation medium, recognised by content.
 *
 * @param release the release that it names; empty if it names none
 * @param architectures in its own spelling
 * @param repositories directories of packages, relative to its root
 * @param bases base trees, relative to its root: archives, and squashfs images
 * @param why the paths that identified it
 */
public record Medium(
    MediumKind kind,
    String release,
    List<String> architectures,
    List<String> repositories,
    List<String> bases,
    List<String> why) {
  public Medium {
    architectures = List.copyOf(architectures);
    repositories = List.copyOf(repositories);
    bases = List.copyOf(bases);
    why = List.copyOf(why);
  }
}
