package org.cmimage.cli.shell.command;

import java.io.IOException;
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

  /** Waits, at most so long; less when the user wants something else. */
  void pause(int seconds);

  /** Whether the user has asked to end what is at work; asking forgets it. */
  boolean isInterrupted();
}
