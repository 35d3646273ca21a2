package org.cmimage.sources.medium;

import java.util.List;

/**
 * Kinds of installation media, each with the paths that identify it. They are tried in this order:
 * an Ubuntu server medium has {@code dists} and {@code .disk}, too.
 */
public enum MediumKind {
  RED_HAT("installation medium of the RHEL family", ".treeinfo"),
  SUSE("installation medium of SUSE", "media.1/products"),
  UBUNTU_SERVER("Ubuntu installation medium", "casper/install-sources.yaml"),
  CASPER("Ubuntu live medium", "casper/filesystem.squashfs"),
  DEBIAN_LIVE("Debian live medium", "live/filesystem.squashfs"),
  CLUSTER_MANAGER("cluster manager medium", "data/*.tar.gz", "data/packages"),
  DEBIAN("Debian or Ubuntu installation medium", "dists/*/*Release"),
  DISK("disk of a distribution", ".disk/info");

  private final String label;
  private final List<String> paths;

  MediumKind(String label, String... paths) {
    this.label = label;
    this.paths = List.of(paths);
  }

  /** Returns the name of the kind, for messages. */
  public String label() {
    return label;
  }

  /** Returns the paths that must exist; {@code *} matches any part of one name. */
  List<String> paths() {
    return paths;
  }
}
