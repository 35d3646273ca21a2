package org.cmimage.cli.shell.language;

/** The destination of a statement's output. */
public sealed interface Destination {
  /** To the user. */
  record Screen() implements Destination {}

  /** To the standard input of a command of the system's shell, which may be a pipeline itself. */
  record Pipe(String command) implements Destination {}

  /** To a file, replacing its content or appended to it. */
  record File(String path, boolean append) implements Destination {}
}
