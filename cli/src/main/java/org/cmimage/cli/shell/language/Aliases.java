package org.cmimage.cli.shell.language;

import com.google.common.collect.ImmutableSortedMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Names for statements. Not thread-safe. */
public final class Aliases {
  /** {@code $1}, {@code ${1}}, {@code ${1-default}}, {@code $*}. */
  private static final Pattern PARAMETER =
      Pattern.compile("\\$(?:([1-9*])|\\{([1-9])(?:-([^}]*))?\\})");

  private static final ImmutableSortedMap<String, String> BUILT_IN =
      ImmutableSortedMap.of("-", "goto -", "..", "exit", "/", "home", "?", "help", "ls", "list");

  private final SortedMap<String, String> texts = new TreeMap<>(BUILT_IN);

  /** Defines an alias, and replaces one of the same name. */
  public void define(String name, String text) {
    texts.put(name, text);
  }

  /** Removes an alias. Returns whether there was one. */
  public boolean remove(String name) {
    return texts.remove(name) != null;
  }

  /** Returns all aliases by name. */
  public Map<String, String> all() {
    return ImmutableSortedMap.copyOf(texts);
  }

  /**
   * Returns the text to run in place of a call, or empty where its command is no alias. Arguments
   * without a parameter in the text are added at its end.
   */
  public Optional<String> expand(Statement.Call call) {
    String text = texts.get(call.command());
    return text == null ? Optional.empty() : Optional.of(fill(text, call.arguments()));
  }

  private static String fill(String text, List<Word> arguments) {
    Matcher parameters = PARAMETER.matcher(text);
    boolean named = false;
    StringBuilder filled = new StringBuilder();
    while (parameters.find()) {
      named = true;
      parameters.appendReplacement(
          filled, Matcher.quoteReplacement(parameter(parameters, arguments)));
    }
    parameters.appendTail(filled);
    return named || arguments.isEmpty() ? filled.toString() : filled + " " + all(arguments);
  }

  private static String parameter(Matcher found, List<Word> arguments) {
    String number = found.group(1) == null ? found.group(2) : found.group(1);
    if (number.equals("*")) {
      return all(arguments);
    }
    int index = Integer.parseInt(number) - 1;
    String otherwise = found.group(3) == null ? "" : found.group(3);
    return index < arguments.size() ? typed(arguments.get(index)) : otherwise;
  }

  private static String all(List<Word> arguments) {
    return arguments.stream().map(Aliases::typed).collect(Collectors.joining(" "));
  }

  private static String typed(Word word) {
    return word.block() ? word.toString() : Tokeniser.quoted(word.text());
  }
}
