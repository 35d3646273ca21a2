package org.cmimage.cli.shell.language;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;

/** A statement, which ends at a semicolon. */
public sealed interface Statement {
  /**
   * A command of this shell.
   *
   * @param words one at least, the first of which is a plain one
   * @param destination where the output goes; empty for the user
   */
  record Call(List<Word> words, Optional<Destination> destination) implements Statement {
    public Call {
      words = ImmutableList.copyOf(words);
    }

    /** Returns the first word. */
    public String command() {
      return words.get(0).text();
    }

    /** Returns all words except the first. */
    public List<Word> arguments() {
      return words.subList(1, words.size());
    }
  }

  /** A command of the system's shell. */
  record Escape(String command) implements Statement {}
}
