package org.cmimage.endtoend.truth.tree;

import static java.util.Comparator.comparingInt;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * A name of several programs, as a file in {@code /var/lib/dpkg/alternatives} has it
 * (update-alternatives(1)).
 */
record Alternative(boolean automatic, String link, List<Choice> choices) {
  record Choice(String path, int priority) {}

  /** Parses such a file: mode, link, its followers' names and links, a blank line, the choices. */
  static Alternative parse(String text) {
    Iterator<String> lines = text.lines().iterator();
    boolean automatic = lines.next().equals("auto");
    String link = lines.next();
    int followers = 0;
    while (!lines.next().isEmpty()) {
      lines.next();
      followers++;
    }
    List<Choice> choices = new ArrayList<>();
    while (lines.hasNext()) {
      String path = lines.next();
      if (path.isEmpty()) {
        break;
      }
      choices.add(new Choice(path, Integer.parseInt(lines.next().strip())));
      for (int i = 0; i < followers; i++) {
        lines.next();
      }
    }
    return new Alternative(automatic, link, choices);
  }

  /** Returns what is wrong with the choice that is in effect. */
  Optional<String> complaint(String chosen) {
    Optional<Choice> choice = choices.stream().filter(c -> c.path().equals(chosen)).findFirst();
    if (choice.isEmpty()) {
      return Optional.of("\"" + chosen + "\" is no choice of " + choices);
    }
    Comparator<Choice> byPriority = comparingInt(Choice::priority);
    int best = choices.stream().max(byPriority).orElseThrow().priority();
    return automatic && choice.get().priority() < best
        ? Optional.of(chosen + " is not the best of " + choices)
        : Optional.empty();
  }
}
