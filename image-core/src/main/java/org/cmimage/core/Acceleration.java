package org.cmimage.core;

/** The use of native programs in place of programs of a foreign image, while these run. */
public enum Acceleration {
  /** All foreign programs are emulated. */
  OFF,
  /**
   * Programs that behave the same on every architecture run natively where the distribution offers
   * them for the head node's architecture in the image's version; all others are emulated.
   */
  AUTO
}
