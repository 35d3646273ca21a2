package org.cmimage.sources.deb.script;

import java.util.List;

/** A word of a shell command before its expansion. */
record Word(List<Part> parts) {
  Word {
    parts = List.copyOf(parts);
  }

  /** A part of a word. */
  sealed interface Part {
    /** Returns whether it may substitute the output of a command. */
    boolean isOpaque();

    /** Returns whether it is neither split nor a pattern. */
    boolean isQuoted();

    /** Returns whether it is never split when it is expanded, whatever its value is. */
    boolean isOneWord();

    /** Literal text; unquoted text may be a pattern. */
    record Text(String text, boolean quoted) implements Part {
      @Override
      public boolean isOpaque() {
        return false;
      }

      @Override
      public boolean isQuoted() {
        return quoted || !text.matches("(?s).*[*?\\[].*");
      }

      @Override
      public boolean isOneWord() {
        return true;
      }
    }

    /**
     * A parameter.
     *
     * @param modifier the operator after its name in braces, such as {@code :-}; empty if there is
     *     none
     * @param argument the literal text after the modifier
     */
    record Parameter(String name, String modifier, String argument, boolean quoted)
        implements Part {
      @Override
      public boolean isOpaque() {
        return argument.matches("(?s).*[`(].*");
      }

      @Override
      public boolean isQuoted() {
        return quoted;
      }

      @Override
      public boolean isOneWord() {
        return quoted;
      }
    }

    /** Command substitution in parentheses. */
    record Command(String text) implements Part {
      @Override
      public boolean isOpaque() {
        return true;
      }

      @Override
      public boolean isQuoted() {
        return false;
      }

      @Override
      public boolean isOneWord() {
        return false;
      }
    }

    /** Arithmetic without command substitution. */
    record Arithmetic() implements Part {
      @Override
      public boolean isOpaque() {
        return false;
      }

      @Override
      public boolean isQuoted() {
        return false;
      }

      @Override
      public boolean isOneWord() {
        return true;
      }
    }

    /** Any other command substitution. */
    record Opaque() implements Part {
      @Override
      public boolean isOpaque() {
        return true;
      }

      @Override
      public boolean isQuoted() {
        return false;
      }

      @Override
      public boolean isOneWord() {
        return false;
      }
    }
  }

  /** Returns the text if the word has no expansions, else an empty string. */
  String literal() {
    StringBuilder text = new StringBuilder();
    for (Part part : parts) {
      if (!(part instanceof Part.Text literal)) {
        return "";
      }
      text.append(literal.text());
    }
    return text.toString();
  }

  /** Returns whether any part may substitute the output of a command. */
  boolean isOpaque() {
    return parts.stream().anyMatch(Part::isOpaque);
  }
}
