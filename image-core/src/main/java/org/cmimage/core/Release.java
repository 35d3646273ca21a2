package org.cmimage.core;

/** Which release of the program this is. */
public final class Release {
  /** Name and version, as trees and the command line tell it. */
  public static final String NAME = "cm-image 0.1.0";

  private Release() {}
}
