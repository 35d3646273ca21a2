package org.cmimage.cli.render;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cmimage.core.catalog.Login;
import org.cmimage.core.guest.Command;

/**
 * The command as the user typed it, from which commands in cures are made; their text has {@code
 * USER:PASSWORD} in place of logins.
 */
public record Invocation(String program, List<String> arguments) {
  public Invocation {
    arguments = List.copyOf(arguments);
  }

  /** Returns the command line with words added at its end. */
  public String with(String... words) {
    List<String> argv = new ArrayList<>(List.of(program));
    argv.addAll(arguments);
    argv.addAll(List.of(words));
    return Login.masked(Command.of(argv.toArray(String[]::new)).toString());
  }

  /** Returns a copy with another word in place of one of its words. */
  Invocation replacing(String word, String other) {
    List<String> changed = new ArrayList<>(arguments);
    changed.set(changed.indexOf(word), other);
    return new Invocation(program, changed);
  }

  /** Returns whether the user gave this option, by any of its names. */
  public boolean has(List<String> names) {
    return arguments.stream().anyMatch(word -> names.contains(nameIn(word)));
  }

  /** Returns the value of an option, the last of several; empty where it was not given. */
  public Optional<String> value(String option) {
    Optional<String> value = Optional.empty();
    for (int i = 0; i < arguments.size(); i++) {
      String word = arguments.get(i);
      if (word.equals(option) && i + 1 < arguments.size()) {
        value = Optional.of(arguments.get(i + 1));
      } else if (word.startsWith(option + "=")) {
        value = Optional.of(word.substring(option.length() + 1));
      }
    }
    return value;
  }

  /**
   * Returns the command line with another value for an option, which is added where it was not
   * given.
   */
  public String withValue(List<String> names, String value) {
    return changing(names, value).with();
  }

  /** Returns a copy with another value for an option, at its end. */
  Invocation changing(List<String> names, String value) {
    List<String> changed = new ArrayList<>();
    for (int i = 0; i < arguments.size(); i++) {
      String word = arguments.get(i);
      if (!names.contains(nameIn(word))) {
        changed.add(word);
      } else if (nameIn(word).equals(word)) {
        i++;
      }
    }
    changed.addAll(List.of(names.get(names.size() - 1), value));
    return new Invocation(program, changed);
  }

  /** Returns whether results are printed as JSON; also where the command cannot be parsed. */
  public boolean json() {
    int option = arguments.lastIndexOf("--output");
    return arguments.contains("--output=json")
        || option >= 0 && option + 1 < arguments.size() && arguments.get(option + 1).equals("json");
  }

  /**
   * Returns the option in a word such as {@code --arch}, {@code --arch=aarch64} or {@code
   * -aaarch64}.
   */
  private static String nameIn(String word) {
    int end = word.startsWith("--") ? word.indexOf('=') : Math.min(2, word.length());
    return end < 0 ? word : word.substring(0, end);
  }
}
