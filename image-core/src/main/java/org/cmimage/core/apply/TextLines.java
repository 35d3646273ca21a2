package org.cmimage.core.apply;

import com.google.common.base.Splitter;
import java.util.List;

/** The lines of a text, by line feeds alone; the last one counts with or without its end. */
public final class TextLines {
  private TextLines() {}

  /** Returns the lines without their ends; none of an empty text. */
  public static List<String> of(String text) {
    if (text.isEmpty()) {
      return List.of();
    }
    String whole = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    return Splitter.on('\n').splitToList(whole);
  }
}
