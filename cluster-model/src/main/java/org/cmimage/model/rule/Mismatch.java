package org.cmimage.model.rule;

/**
 * One way in which something found is not what was asked for.
 *
 * @param what what was compared, for example {@code architecture}
 * @param expected what was asked for
 * @param found what is there
 */
public record Mismatch(String what, String expected, String found) {
  /** As messages have it: {@code architecture: expected aarch64, found x86_64}. */
  @Override
  public String toString() {
    return what + ": expected " + expected + ", found " + found;
  }
}
