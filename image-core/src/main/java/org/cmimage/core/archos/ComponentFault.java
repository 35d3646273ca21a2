package org.cmimage.core.archos;

import org.cmimage.model.ComponentName;

/**
 * A defect that prevents a component from being bound.
 *
 * @param what the compared property, such as {@code machine type} or {@code fspart}
 * @param path the place, as a path of the cluster
 * @param expected the expected value
 * @param found the actual value; of many files, the first
 */
public record ComponentFault(
    ComponentName component, String what, String path, String expected, String found) {
  /** Returns the text used in messages, on one line. */
  @Override
  public String toString() {
    return component + ": " + what + ": " + path + ": expected " + expected + ", found " + found;
  }
}
