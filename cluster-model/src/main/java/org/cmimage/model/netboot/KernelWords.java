package org.cmimage.model.netboot;

import java.util.ArrayList;
import java.util.List;

/**
 * The parameters on a kernel's command line. Double quotes hold spaces together, and are no part of
 * a parameter; the loader adds those that it needs.
 */
final class KernelWords {
  private KernelWords() {}

  /** Returns the parameters of a line. */
  static List<String> of(String line) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean isQuoted = false;
    for (char c : line.toCharArray()) {
      if (c == '"') {
        isQuoted = !isQuoted;
      } else if (c == ' ' && !isQuoted) {
        add(words, word);
      } else {
        word.append(c);
      }
    }
    add(words, word);
    return words;
  }

  private static void add(List<String> words, StringBuilder word) {
    if (!word.isEmpty()) {
      words.add(word.toString());
      word.setLength(0);
    }
  }

  /** Returns a word as GRUB reads it: between single quotes nothing has a meaning. */
  static String quoted(String word) {
    return "'" + word.replace("'", "'\\''") + "'";
  }
}
