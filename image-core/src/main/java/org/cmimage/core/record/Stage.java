package org.cmimage.core.record;

/** The stages a component goes through, in this order. */
public enum Stage {
  /** Reads the repositories and decides what will be installed. */
  PLAN("resolve packages"),
  /** Fetches, verifies and unpacks the packages on the head node. */
  UNPACK("fetch and unpack"),
  /** Runs the image's own programs to configure it. */
  PROVISION("configure"),
  /** Removes what must not be the same on every node. */
  SCRUB("scrub identity"),
  /** Compares the tree with what it is to be. */
  VERIFY("verify"),
  /** Puts the tree in its place, in one step. */
  PUBLISH("publish"),
  /** Enters it into the cluster, in one step. */
  REGISTER("register"),
  /** Enters the three components of an architecture and distribution as one, in one step. */
  BIND("bind arch/OS");

  private final String label;

  Stage(String label) {
    this.label = label;
  }

  /** The words for people. */
  public String label() {
    return label;
  }
}
