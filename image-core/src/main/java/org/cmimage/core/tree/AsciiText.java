package org.cmimage.core.tree;

/** Text out of trees and media, as messages and terminals may repeat it. */
public final class AsciiText {
  private AsciiText() {}

  /** Returns the text with {@code ?} for each character that is not printable ASCII. */
  public static String of(String text) {
    return text.replaceAll("[^ -~]", "?");
  }
}
