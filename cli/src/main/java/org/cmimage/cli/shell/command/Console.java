package org.cmimage.cli.shell.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The port to the shell's environment: the user, and the system's shell. */
public interface Console {
  /** Prints one line of a result. */
  void line(String text);

  /** Prints one line of a failure. */
  void error(String text);

  /**
   * Runs a command of the system's shell with these lines on its standard input; its output goes
   * where results go. That the command stops reading early is no error.
   *
   * @return its exit status
   */
  int pipe(String command, List<String> lines) throws IOException;

  /**
   * Runs a command of the system's shell that reads and prints itself.
   *
   * @return its exit status
   */
  int run(String command) throws IOException;

  /** Returns the file at a path as typed by the user: {@code ~} is the home directory. */
  Path file(String typed);

  /**
   * Opens a file in an editor for the user.
   *
   * @return false where there is no terminal for one
   * @throws IOException when there is no editor, or it fails
   */
  boolean edit(Path file) throws IOException;

  /** Waits, at most so many seconds; less when the user interrupts. */
  void pause(int seconds);

  /** Returns whether the user has interrupted the running command, and resets that. */
  boolean isInterrupted();
}
