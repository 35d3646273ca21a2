package org.cmimage.core.finding;

import org.cmimage.core.fault.ErrorCode;

/**
 * One thing a tree has that it should not, or lacks.
 *
 * @param severity whether the tree may be used in spite of it
 * @param code what a run fails with that finds nothing worse: {@link ErrorCode#ARCH_OS_MISMATCH} or
 *     {@link ErrorCode#IMAGE_INCOMPLETE}
 * @param check which check found it, such as {@code machine type}
 * @param path the first offending path, {@code /} for the whole tree
 * @param expected what should be there
 * @param found what is there
 */
public record Finding(
    Severity severity, ErrorCode code, String check, String path, String expected, String found) {
  /** Whether a tree with such a finding may be published. */
  public enum Severity {
    ERROR,
    WARNING
  }

  @Override
  public String toString() {
    return check + ": " + path + ": expected " + expected + ", found " + found;
  }
}
