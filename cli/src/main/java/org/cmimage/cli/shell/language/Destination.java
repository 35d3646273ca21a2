package org.cmimage.cli.shell.language;

/** Where the output of a statement goes. */
public sealed interface Destination {
  /** To the user. */
  record Screen() implements Destination {}

  /** To the standard input of a command of the real shell, which may be a pipeline itself. */
  record Pipe(String command) implements Destination {}

  /** Into a file, in place of what it holds or behind it. */
  record File(String path, boolean append) implements Destination {}
}
