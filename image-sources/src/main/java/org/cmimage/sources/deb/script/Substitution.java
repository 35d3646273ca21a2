package org.cmimage.sources.deb.script;

import com.google.common.collect.ImmutableSet;
import java.util.List;
import java.util.Set;

/** The largest possible effects of the command substitutions in a word. */
enum Substitution {
  /** There are none. */
  NONE,

  /** They compute numbers, without reading anything. */
  NUMBERS,

  /** They read files or the package database, and change nothing. */
  READERS,

  /** They may have any effect. */
  COMMAND;

  /** Programs that only write to standard output, whatever their arguments are. */
  private static final Set<String> READING =
      ImmutableSet.of("basename", "cut", "dirname", "dpkg-query", "grep", "head", "md5sum", "seq");

  /** Classifies a word; a command substitution within another counts as a command. */
  static Substitution of(Word word) {
    Substitution most = NONE;
    for (Word.Part part : word.parts()) {
      Substitution found =
          part instanceof Word.Part.Command command
              ? of(command)
              : new Word(List.of(part)).isOpaque() ? COMMAND : NONE;
      most = found.compareTo(most) > 0 ? found : most;
    }
    return most;
  }

  private static Substitution of(Word.Part.Command command) {
    Node node;
    try {
      node = ShellParser.parse(command.text());
    } catch (ShellSyntaxException e) {
      return COMMAND;
    }
    if (!(node instanceof Node.Sequence sequence) || sequence.nodes().size() != 1) {
      return COMMAND;
    }
    Substitution most = NUMBERS;
    for (Node member : sequence.nodes().get(0).stages()) {
      if (!(member instanceof Node.Simple simple)
          || simple.writes()
          || !simple.assignments().isEmpty()
          || simple.words().stream().anyMatch(Word::isOpaque)
          || !READING.contains(simple.words().get(0).literal())) {
        return COMMAND;
      }
      most = simple.words().get(0).literal().equals("seq") ? most : READERS;
    }
    return most;
  }
}
