package org.cmimage.cli.shell.language;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.Optional;

/**
 * A reader of complete statements line by line: one with an open quote continues on the next line.
 */
public final class Script {
  /** The limit of a line's length in characters; more than any script has. */
  private static final int LONGEST = 1 << 17;

  private final BufferedReader lines;
  private int number;

  public Script(BufferedReader lines) {
    this.lines = lines;
  }

  /** Returns the number of the line that was read last, from 1. */
  public int line() {
    return number;
  }

  /**
   * Returns the next line, with those that complete it; empty at the end. A text that is still
   * incomplete there is returned as it is.
   */
  public Optional<String> next() throws IOException {
    StringBuilder text = new StringBuilder();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      number++;
      // Editors of Windows put a mark there.
      text.append(number == 1 && line.startsWith("\ufeff") ? line.substring(1) : line);
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

  /** Returns whether further lines could complete the text. */
  public static boolean isIncomplete(String text) {
    try {
      Tokeniser.statements(text);
      return false;
    } catch (SyntaxException e) {
      return e.isIncomplete();
    }
  }
}
