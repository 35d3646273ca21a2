package org.cmimage.sources.deb.script;

/** A script that this package cannot read. */
final class ShellSyntaxException extends Exception {
  private static final long serialVersionUID = 1;

  ShellSyntaxException(String message) {
    super(message);
  }
}
