package org.cmimage.sources.deb.installed;

/** What the administrator wants of a package: the first word of its status. */
public enum Want {
  UNKNOWN,
  INSTALL,
  HOLD,
  DEINSTALL,
  PURGE
}
