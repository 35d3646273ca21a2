package org.cmimage.cli.shell.language;

/**
 * One word of a statement.
 *
 * @param text without its quotes; of a block what stands between the parentheses, as it was written
 * @param block whether it is a block of statements in parentheses
 */
public record Word(String text, boolean block) {
  /** A word that is no block. */
  public static Word of(String text) {
    return new Word(text, false);
  }

  @Override
  public String toString() {
    return block ? "(" + text + ")" : text;
  }
}
