package org.cmimage.core.record;

/** The stages of making a component, in this order. */
public enum Stage {
  /** Reads the repositories and resolves the packages to install. */
  PLAN("resolve packages"),
  /** Fetches, verifies and unpacks the packages on the head node. */
  UNPACK("fetch and unpack"),
  /** Runs the image's own programs to configure it. */
  PROVISION("configure"),
  /** Removes data that must not be the same on every node. */
  SCRUB("scrub identity"),
  /** Compares the tree with the required component. */
  VERIFY("verify"),
  /** Moves the tree to its target, atomically. */
  PUBLISH("publish"),
  /** Registers it in the cluster, atomically. */
  REGISTER("register"),
  /** Binds the three components of an architecture and distribution, atomically. */
  BIND("bind arch/OS");

  private final String label;

  Stage(String label) {
    this.label = label;
  }

  /** Returns the name for display. */
  public String label() {
    return label;
  }
}
