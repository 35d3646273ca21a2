package org.cmimage.cli.shell.language;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.Optional;

/** Reads complete statements line by line: one whose quote is still open goes on on the next. */
public final class Script {
  /** More than any script has on one line; what is longer is no text. */
  private static final int LONGEST = 1 << 17;

  private final BufferedReader lines;
  private int number;

  public Script(BufferedReader lines) {
    this.lines = lines;
  }

  /** The number of the line that was read last, from 1. */
  public int line() {
    return number;
  }

  /**
   * The next line, with those that complete it; empty at the end. What is still incomplete there is
   * returned as it is.
   */
  public Optional<String> next() throws IOException {
    StringBuilder text = new StringBuilder();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      number++;
      text.append(line);
      if (text.length() > LONGEST) {
        throw new IOException(
            "line " + number + " has more than " + LONGEST + " characters; expected text");
      }
      if (!isIncomplete(text.toString())) {
        return Optional.of(text.toString());
      }
      text.append('\n');
    }
    return text.isEmpty() ? Optional.empty() : Optional.of(text.toString());
  }

  /** Whether further lines could complete the text. */
  public static boolean isIncomplete(String text) {
    try {
      Tokeniser.statements(text);
      return false;
    } catch (SyntaxException e) {
      return e.isIncomplete();
    }
  }
}
