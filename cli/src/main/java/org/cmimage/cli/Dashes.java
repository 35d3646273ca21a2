package org.cmimage.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Options that begin with a typographic dash, which web pages and word processors substitute for
 * {@code --}: hyphens and dashes of Unicode's General Punctuation block, the minus sign, and the
 * compatibility forms.
 */
final class Dashes {
  private static final String TYPOGRAPHIC = "\u2010-\u2015\u2212\ufe58\ufe63\uff0d";
  private static final Pattern OPTION =
      Pattern.compile("[-" + TYPOGRAPHIC + "]*[" + TYPOGRAPHIC + "][-" + TYPOGRAPHIC + "]*(.+)");

  private Dashes() {}

  /** Returns the first argument that begins with such a dash; empty if there is none. */
  static Optional<String> first(List<String> arguments) {
    return arguments.stream().filter(word -> OPTION.matcher(word).matches()).findFirst();
  }

  /** Returns the arguments with ASCII dashes in their options. */
  static List<String> corrected(List<String> arguments) {
    List<String> corrected = new ArrayList<>();
    for (String word : arguments) {
      Matcher option = OPTION.matcher(word);
      corrected.add(
          option.matches() ? (option.group(1).length() == 1 ? "-" : "--") + option.group(1) : word);
    }
    return corrected;
  }
}
