package org.cmimage.core.verify;

/**
 * One thing a tree has that it should not, or lacks.
 *
 * @param severity whether the tree may be used in spite of it
 * @param check which check found it, such as {@code machine type}
 * @param path the first offending path, {@code /} for the whole tree
 * @param expected what should be there
 * @param found what is there
 */
public record Finding(Severity severity, String check, String path, String expected, String found) {
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
