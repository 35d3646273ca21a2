package org.cmimage.cli.shell;

import java.io.Serial;

/** A command that the shell cannot do, in words for the user. */
public final class ShellException extends Exception {
  @Serial private static final long serialVersionUID = 1;

  ShellException(String message) {
    super(message);
  }
}
