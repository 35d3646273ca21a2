package org.cmimage.sources.deb.installed;

/** The state that the administrator selected for a package: the first word of its status. */
public enum Want {
  UNKNOWN,
  INSTALL,
  HOLD,
  DEINSTALL,
  PURGE
}
