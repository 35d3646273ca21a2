package org.cmimage.sources.deb.script;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cmimage.sources.deb.script.Word.Part;

/**
 * The known values of parameters, and the expansion of words with them. A value is empty if it is
 * unknown. Not thread-safe.
 */
final class Expansion {
  private final Map<String, Optional<String>> variables = new HashMap<>();
  private List<String> arguments;

  /** Creates an expansion with the arguments of a script and its environment. */
  Expansion(List<String> arguments, Map<String, String> environment) {
    this.arguments = List.copyOf(arguments);
    environment.forEach((name, value) -> variables.put(name, Optional.of(value)));
  }

  /** Returns a copy of the current values. */
  Map<String, Optional<String>> snapshot() {
    return Map.copyOf(variables);
  }

  /** Discards every value that differs from that in an earlier state. */
  void keepWhatEquals(Map<String, Optional<String>> former) {
    variables.replaceAll(
        (name, value) -> value.equals(former.get(name)) ? value : Optional.empty());
  }

  void assign(String name, Word value) {
    variables.put(name, text(value));
  }

  void forget(String name) {
    variables.put(name, Optional.empty());
  }

  /** Sets the arguments of a called function; returns the previous ones. */
  List<String> call(List<String> own) {
    List<String> before = arguments;
    arguments = List.copyOf(own);
    return before;
  }

  /** Returns the text to which a word expands without splitting; empty if it is unknown. */
  Optional<String> text(Word word) {
    StringBuilder text = new StringBuilder();
    for (Part part : word.parts()) {
      Optional<String> value = value(part);
      if (value.isEmpty()) {
        return Optional.empty();
      }
      text.append(value.get());
    }
    return Optional.of(text.toString());
  }

  /** Returns a word as a pattern of the shell, with a star for every unknown part. */
  String pattern(Word word) {
    StringBuilder pattern = new StringBuilder();
    for (Part part : word.parts()) {
      pattern.append(value(part).orElse("*"));
    }
    return pattern.toString();
  }

  /**
   * Returns the words to which words expand; an unknown one is empty. The whole is empty if even
   * their number is unknown.
   */
  Optional<List<Optional<String>>> words(List<Word> words) {
    List<Optional<String>> expanded = new ArrayList<>();
    for (Word word : words) {
      if (isAllArguments(word)) {
        arguments.forEach(argument -> expanded.add(Optional.of(argument)));
        continue;
      }
      Optional<String> text = text(word);
      boolean quoted = word.parts().stream().allMatch(Part::isQuoted);
      if (quoted) {
        expanded.add(text);
      } else if (text.isEmpty() || text.get().matches("(?s).*[\\s*?\\[].*")) {
        return Optional.empty();
      } else if (!text.get().isEmpty() || word.parts().stream().anyMatch(Part::isQuoted)) {
        expanded.add(text);
      }
    }
    return Optional.of(expanded);
  }

  private static boolean isAllArguments(Word word) {
    return word.parts().size() == 1
        && word.parts().get(0) instanceof Part.Parameter parameter
        && parameter.name().equals("@")
        && parameter.modifier().isEmpty();
  }

  /** Returns whether a word is neither split nor removed when it is expanded. */
  boolean isOneWord(Word word) {
    return word.parts().stream()
        .allMatch(
            part ->
                part.isOneWord() || value(part).filter(text -> text.matches("\\S*")).isPresent());
  }

  private Optional<String> value(Part part) {
    if (part instanceof Part.Text text) {
      boolean home = !text.quoted() && text.text().startsWith("~");
      return home ? Optional.empty() : Optional.of(text.text());
    }
    if (part instanceof Part.Parameter parameter) {
      return value(parameter);
    }
    return Optional.empty();
  }

  private Optional<String> value(Part.Parameter parameter) {
    Optional<String> plain = plain(parameter.name());
    boolean simple = !parameter.argument().matches("(?s).*[$`'\"\\\\].*");
    return switch (parameter.modifier()) {
      case "" -> plain;
      case ":-" ->
          plain.flatMap(
              value ->
                  !value.isEmpty()
                      ? plain
                      : simple ? Optional.of(parameter.argument()) : Optional.empty());
      case "-", ":+", "+" ->
          plain.filter(value -> parameter.modifier().equals("-") && !value.isEmpty());
      default -> Optional.empty();
    };
  }

  private Optional<String> plain(String name) {
    if (name.matches("[1-9]")) {
      int index = Integer.parseInt(name) - 1;
      return Optional.of(index < arguments.size() ? arguments.get(index) : "");
    }
    return switch (name) {
      case "#" -> Optional.of(String.valueOf(arguments.size()));
      case "*", "@" -> Optional.of(String.join(" ", arguments));
      default -> variables.getOrDefault(name, Optional.empty());
    };
  }
}
