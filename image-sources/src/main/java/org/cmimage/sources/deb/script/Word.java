package org.cmimage.sources.deb.script;

import java.util.List;

/** A word of a shell command before its expansion. */
record Word(List<Part> parts) {
  Word {
    parts = List.copyOf(parts);
  }

  /** A part of a word. */
  sealed interface Part {
    /** Literal text; unquoted text may be a pattern. */
    record Text(String text, boolean quoted) implements Part {}

    /**
     * A parameter.
     *
     * @param modifier the operator after its name in braces, such as {@code :-}; empty if there is
     *     none
     * @param argument the literal text after the modifier
     */
    record Parameter(String name, String modifier, String argument, boolean quoted)
        implements Part {}

    /** Command substitution in parentheses. */
    record Command(String text) implements Part {}

    /** Arithmetic without command substitution. */
    record Arithmetic() implements Part {}

    /** Any other command substitution. */
    record Opaque() implements Part {}
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
    return parts.stream()
        .anyMatch(
            part ->
                part instanceof Part.Opaque
                    || part instanceof Part.Command
                    || (part instanceof Part.Parameter parameter
                        && parameter.argument().matches("(?s).*[`(].*")));
  }
}
