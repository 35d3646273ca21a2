package org.cmimage.core;

/** The release of this program. */
public final class Release {
  /** Name and version, as in trees and on the command line. */
  public static final String NAME = "cm-image 0.1.0";

  private Release() {}
}
