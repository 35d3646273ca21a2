package org.cmimage.model;

/** One component of one architecture and distribution, and the names that follow from it. */
public record ComponentName(ComponentKind kind, ArchOs archOs) {
  /**
   * The entity's and the directory's name: {@code default-image-debian12-aarch64}, {@code
   * node-installer-…}, {@code shared-…}.
   */
  public String name() {
    return switch (kind) {
      case SOFTWARE_IMAGE -> "default-image-" + archOs;
      case NODE_INSTALLER -> "node-installer-" + archOs;
      case CM_SHARED -> "shared-" + archOs;
    };
  }

  /**
   * Where the tree stands in the cluster, an absolute path below the cluster's root: {@code
   * /cm/images/…} or {@code /cm/…}.
   */
  public String path() {
    return (kind == ComponentKind.SOFTWARE_IMAGE ? "/cm/images/" : "/cm/") + name();
  }

  /**
   * The category that nodes of this architecture and distribution are put in: {@code
   * default-<distro>-<arch>}.
   */
  public String categoryName() {
    return "default-" + archOs;
  }

  @Override
  public String toString() {
    return kind.label() + " " + name();
  }
}
