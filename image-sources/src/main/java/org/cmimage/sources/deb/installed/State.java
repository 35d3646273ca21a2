package org.cmimage.sources.deb.installed;

/** How far a package is installed: the last word of its status. */
public enum State {
  NOT_INSTALLED,
  CONFIG_FILES,
  HALF_INSTALLED,
  UNPACKED,
  HALF_CONFIGURED,
  TRIGGERS_AWAITED,
  TRIGGERS_PENDING,
  INSTALLED;

  /** Returns whether its files are in the tree, all of them. */
  public boolean isUnpacked() {
    return compareTo(UNPACKED) >= 0;
  }

  /** Returns whether nothing is left to do but to run triggers. */
  public boolean isConfigured() {
    return compareTo(TRIGGERS_AWAITED) >= 0;
  }
}
