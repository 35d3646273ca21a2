package org.cmimage.sources.deb.installed;

/** The state of installation of a package: the last word of its status. */
public enum State {
  NOT_INSTALLED,
  CONFIG_FILES,
  HALF_INSTALLED,
  UNPACKED,
  HALF_CONFIGURED,
  TRIGGERS_AWAITED,
  TRIGGERS_PENDING,
  INSTALLED;

  /** Returns whether all its files are in the tree. */
  public boolean isUnpacked() {
    return compareTo(UNPACKED) >= 0;
  }

  /** Returns whether at most its triggers have yet to run. */
  public boolean isConfigured() {
    return compareTo(TRIGGERS_AWAITED) >= 0;
  }
}
