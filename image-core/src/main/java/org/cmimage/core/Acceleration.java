package org.cmimage.core;

/** Whether programs of a foreign image may be replaced, while they run, by native ones. */
public enum Acceleration {
  /** Everything foreign is emulated. */
  OFF,
  /**
   * Programs that behave the same on every architecture run natively where the distribution offers
   * them for the head node's architecture in the image's version; the rest is emulated.
   */
  AUTO
}
