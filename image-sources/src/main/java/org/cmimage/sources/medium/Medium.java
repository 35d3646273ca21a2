package org.cmimage.sources.medium;

import java.util.List;

/**
 * What an installation medium is, by its content.
 *
 * @param release what it says it is a medium of; empty where it does not say
 * @param architectures as it spells them
 * @param repositories directories of packages, from its root
 * @param bases trees to begin with, from its root: archives, and images of squashfs
 * @param why what it was known by
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
