package org.cmimage.cli.shell.language;

import java.io.Serial;

/** Thrown for a text that is no statement. */
public final class SyntaxException extends Exception {
  @Serial private static final long serialVersionUID = 1;

  private final boolean incomplete;

  private SyntaxException(String message, boolean incomplete) {
    super(message);
    this.incomplete = incomplete;
  }

  static SyntaxException wrong(String message) {
    return new SyntaxException(message, false);
  }

  static SyntaxException unfinished(String message) {
    return new SyntaxException(message, true);
  }

  /** Returns whether further lines can complete it: a quote or a parenthesis is still open. */
  public boolean isIncomplete() {
    return incomplete;
  }
}
