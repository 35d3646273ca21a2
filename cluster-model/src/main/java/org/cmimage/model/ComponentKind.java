package org.cmimage.model;

/** The three trees a node of one architecture and distribution needs. */
public enum ComponentKind {
  /** The tree a node runs: {@code /cm/images/default-image-<distro>-<arch>}. */
  SOFTWARE_IMAGE("swimage", "software image"),
  /** The tree that provisions a node: {@code /cm/node-installer-<distro>-<arch>}. */
  NODE_INSTALLER("node-installer", "node-installer"),
  /** The tree nodes share over NFS: {@code /cm/shared-<distro>-<arch>}. */
  CM_SHARED("cmshared", "cm-shared");

  private final String verb;
  private final String label;

  ComponentKind(String verb, String label) {
    this.verb = verb;
    this.label = label;
  }

  /** Returns the word on the command line, as in {@code cm-image create swimage}. */
  public String verb() {
    return verb;
  }

  /** Returns the name used in messages. */
  public String label() {
    return label;
  }
}
