package org.cmimage.core.finding;

import org.cmimage.core.fault.ErrorCode;

/**
 * A defect of a tree.
 *
 * @param severity whether the tree may be used nevertheless
 * @param code the error code of a run without a worse finding: {@link ErrorCode#ARCH_OS_MISMATCH}
 *     or {@link ErrorCode#IMAGE_INCOMPLETE}
 * @param check the check that found it, such as {@code machine type}
 * @param path the first path concerned, {@code /} for the whole tree
 * @param expected the expected state
 * @param found the actual state
 */
public record Finding(
    Severity severity, ErrorCode code, String check, String path, String expected, String found) {
  /** The severity: whether a tree with such a finding may be published. */
  public enum Severity {
    ERROR,
    WARNING
  }

  @Override
  public String toString() {
    return check + ": " + path + ": expected " + expected + ", found " + found;
  }
}
