package org.cmimage.sources.deb.script;

import java.util.List;

/** A command of a shell script. */
sealed interface Node {
  /** An assignment to a parameter. */
  record Assignment(String name, Word value) {}

  /** One branch of a {@code case}. */
  record Branch(List<Word> patterns, Node body) {
    public Branch {
      patterns = List.copyOf(patterns);
    }
  }

  /**
   * A program, function or built-in with its words.
   *
   * @param writes whether its output is redirected to anything but another descriptor or /dev/null
   */
  record Simple(List<Assignment> assignments, List<Word> words, boolean writes) implements Node {
    public Simple {
      assignments = List.copyOf(assignments);
      words = List.copyOf(words);
    }
  }

  /** One command after another. */
  record Sequence(List<Node> nodes) implements Node {
    public Sequence {
      nodes = List.copyOf(nodes);
    }
  }

  /** {@code left && right}, or {@code left || right}. */
  record AndOr(Node left, boolean and, Node right) implements Node {}

  /** {@code ! node}. */
  record Not(Node node) implements Node {}

  /** {@code if}; the alternative is an empty sequence if there is none. */
  record If(Node condition, Node then, Node otherwise) implements Node {}

  /** {@code case}. */
  record Case(Word word, List<Branch> branches) implements Node {
    public Case {
      branches = List.copyOf(branches);
    }
  }

  /** {@code for}, {@code while} or {@code until}; the variable is empty for the latter two. */
  record Loop(String variable, List<Word> values, Node condition, Node body) implements Node {
    public Loop {
      values = List.copyOf(values);
    }
  }

  /** The definition of a function. */
  record Function(String name, Node body) implements Node {}

  /** A group in braces or parentheses. */
  record Group(Node body, boolean subshell) implements Node {}

  /** Commands, each of which reads the output of the one before it. */
  record Pipeline(List<Node> nodes) implements Node {
    public Pipeline {
      nodes = List.copyOf(nodes);
    }
  }

  /** A job in the background, or redirected output of a compound command. */
  record Opaque() implements Node {}
}
