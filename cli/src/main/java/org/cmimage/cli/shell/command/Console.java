package org.cmimage.cli.shell.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** What the shell knows of the world it runs in: the user, and the real shell. */
public interface Console {
  /** Prints one line of a result. */
  void line(String text);

  /** Prints one line of a failure. */
  void error(String text);

  /**
   * Runs a command of the real shell with these lines on its standard input; its output goes where
   * the results go. A command that stops reading early has what it wants.
   *
   * @return its exit status
   */
  int pipe(String command, List<String> lines) throws IOException;

  /**
   * Runs a command of the real shell that reads and prints for itself.
   *
   * @return its exit status
   */
  int run(String command) throws IOException;

  /** Returns the file that a user means by a path: {@code ~} is the home directory. */
  Path file(String typed);

  /**
   * Lets the user change a file in an editor.
   *
   * @return false where there is no terminal for one
   * @throws IOException when there is no editor, or it fails
   */
  boolean edit(Path file) throws IOException;

  /** Waits, at most so long; less when the user wants something else. */
  void pause(int seconds);

  /** Whether the user has asked to end what is at work; asking forgets it. */
  boolean isInterrupted();
}
