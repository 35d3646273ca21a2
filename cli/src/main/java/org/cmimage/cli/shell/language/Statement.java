package org.cmimage.cli.shell.language;

import com.google.common.collect.ImmutableList;
import java.util.List;

/** What stands between two semicolons. */
public sealed interface Statement {
  /** A command of this shell; at least one word, none of them a block in the first place. */
  record Call(List<Word> words, Destination destination) implements Statement {
    public Call {
      words = ImmutableList.copyOf(words);
    }

    /** The first word. */
    public String command() {
      return words.get(0).text();
    }

    /** All but the first word. */
    public List<Word> arguments() {
      return words.subList(1, words.size());
    }
  }

  /** A command of the real shell. */
  record Escape(String command) implements Statement {}
}
