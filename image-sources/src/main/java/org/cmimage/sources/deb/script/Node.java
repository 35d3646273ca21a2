package org.cmimage.sources.deb.script;

import java.util.List;

/** A command of a shell script. */
sealed interface Node {
  /** Calls the method of {@code handler} for this command. */
  <R, X extends Exception, Y extends Exception> R accept(Handler<R, X, Y> handler) throws X, Y;

  /** Returns the commands of a pipeline; itself alone where it is none. */
  default List<Node> stages() {
    return List.of(this);
  }

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

    @Override
    public <R, X extends Exception, Y extends Exception> R accept(Handler<R, X, Y> handler)
        throws X, Y {
      return handler.simple(this);
    }
  }

  /** One command after another. */
  record Sequence(List<Node> nodes) implements Node {
    public Sequence {
      nodes = List.copyOf(nodes);
    }

    @Override
    public <R, X extends Exception, Y extends Exception> R accept(Handler<R, X, Y> handler)
        throws X, Y {
      return handler.sequence(this);
    }
  }

  /** {@code left && right}, or {@code left || right}. */
  record AndOr(Node left, boolean and, Node right) implements Node {
    @Override
    public <R, X extends Exception, Y extends Exception> R accept(Handler<R, X, Y> handler)
        throws X, Y {
      return handler.andOr(this);
    }
  }

  /** {@code ! node}. */
  record Not(Node node) implements Node {
    @Override
    public <R, X extends Exception, Y extends Exception> R accept(Handler<R, X, Y> handler)
        throws X, Y {
      return handler.not(this);
    }
  }

  /** {@code if}; the alternative is an empty sequence if there is none. */
  record If(Node condition, Node then, Node otherwise) implements Node {
    @Override
    public <R, X extends Exception, Y extends Exception> R accept(Handler<R, X, Y> handler)
        throws X, Y {
      return handler.ifElse(this);
    }
  }

  /** {@code case}. */
  record Case(Word word, List<Branch> branches) implements Node {
    public Case {
      branches = List.copyOf(branches);
    }

    @Override
    public <R, X extends Exception, Y extends Exception> R accept(Handler<R, X, Y> handler)
        throws X, Y {
      return handler.caseOf(this);
    }
  }

  /** {@code for}, {@code while} or {@code until}; the variable is empty for the latter two. */
  record Loop(String variable, List<Word> values, Node condition, Node body) implements Node {
    public Loop {
      values = List.copyOf(values);
    }

    @Override
    public <R, X extends Exception, Y extends Exception> R accept(Handler<R, X, Y> handler)
        throws X, Y {
      return handler.loop(this);
    }
  }

  /** The definition of a function. */
  record Function(String name, Node body) implements Node {
    @Override
    public <R, X extends Exception, Y extends Exception> R accept(Handler<R, X, Y> handler)
        throws X, Y {
      return handler.function(this);
    }
  }

  /** A group in braces or parentheses. */
  record Group(Node body, boolean subshell) implements Node {
    @Override
    public <R, X extends Exception, Y extends Exception> R accept(Handler<R, X, Y> handler)
        throws X, Y {
      return handler.group(this);
    }
  }

  /** Commands, each of which reads the output of the one before it. */
  record Pipeline(List<Node> nodes) implements Node {
    public Pipeline {
      nodes = List.copyOf(nodes);
    }

    @Override
    public List<Node> stages() {
      return nodes;
    }

    @Override
    public <R, X extends Exception, Y extends Exception> R accept(Handler<R, X, Y> handler)
        throws X, Y {
      return handler.pipeline(this);
    }
  }

  /** A job in the background, or redirected output of a compound command. */
  record Opaque() implements Node {
    @Override
    public <R, X extends Exception, Y extends Exception> R accept(Handler<R, X, Y> handler)
        throws X, Y {
      return handler.opaque(this);
    }
  }

  /**
   * A case for each command, so that a new one does not compile where it is not handled.
   *
   * @param <R> what is made of a command
   * @param <X> what the cases throw
   * @param <Y> what else they throw
   */
  interface Handler<R, X extends Exception, Y extends Exception> {
    R simple(Simple node) throws X, Y;

    R sequence(Sequence node) throws X, Y;

    R andOr(AndOr node) throws X, Y;

    R not(Not node) throws X, Y;

    R ifElse(If node) throws X, Y;

    R caseOf(Case node) throws X, Y;

    R loop(Loop node) throws X, Y;

    R function(Function node) throws X, Y;

    R group(Group node) throws X, Y;

    R pipeline(Pipeline node) throws X, Y;

    R opaque(Opaque node) throws X, Y;
  }
}
