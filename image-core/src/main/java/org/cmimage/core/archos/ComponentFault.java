package org.cmimage.core.archos;

import org.cmimage.model.ComponentName;

/**
 * One thing that keeps a component from being bound.
 *
 * @param what what was compared, such as {@code machine type} or {@code fspart}
 * @param path where, as a path of the cluster
 * @param expected what should be there
 * @param found what is there; of many files, the first
 */
public record ComponentFault(
    ComponentName component, String what, String path, String expected, String found) {
  /** As messages have it, on one line. */
  @Override
  public String toString() {
    return component + ": " + what + ": " + path + ": expected " + expected + ", found " + found;
  }
}
