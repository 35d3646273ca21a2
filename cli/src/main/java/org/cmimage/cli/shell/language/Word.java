package org.cmimage.cli.shell.language;

/**
 * One word of a statement.
 *
 * @param text without its quotes; of a block the text between the parentheses, as written
 * @param block whether it is a block of statements in parentheses
 */
public record Word(String text, boolean block) {
  /** Makes a plain word. */
  public static Word of(String text) {
    return new Word(text, false);
  }

  @Override
  public String toString() {
    return block ? "(" + text + ")" : text;
  }
}
