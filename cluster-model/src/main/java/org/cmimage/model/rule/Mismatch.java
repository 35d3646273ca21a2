package org.cmimage.model.rule;

/**
 * A difference between what was found and what was requested.
 *
 * @param what the compared attribute, for example {@code architecture}
 * @param expected the requested value
 * @param found the actual value
 */
public record Mismatch(String what, String expected, String found) {
  /** Returns the text used in messages: {@code architecture: expected aarch64, found x86_64}. */
  @Override
  public String toString() {
    return what + ": expected " + expected + ", found " + found;
  }
}
