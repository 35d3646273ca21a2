package org.cmimage.cli.shell.command;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.cmimage.cli.shell.command.Help.Flag;
import org.cmimage.cli.shell.language.Word;

/** The words behind a command, split into options and others. */
public final class Arguments {
  private final Help help;
  private final Map<String, String> values;
  private final List<Word> rest;

  private Arguments(Help help, Map<String, String> values, List<Word> rest) {
    this.help = help;
    this.values = values;
    this.rest = ImmutableList.copyOf(rest);
  }

  /**
   * Parses the words by a command's help. For a command without options, and behind {@code --}, no
   * word is an option.
   *
   * @throws ShellException for an unknown option, or one without its value
   */
  static Arguments parse(Help help, List<Word> words) throws ShellException {
    Map<String, String> values = new HashMap<>();
    List<Word> rest = new ArrayList<>();
    for (int i = 0; i < words.size(); i++) {
      Word word = words.get(i);
      if (help.flags().isEmpty() || word.block() || !looksLikeFlag(word.text())) {
        rest.add(word);
      } else if (word.text().equals("--")) {
        rest.addAll(words.subList(i + 1, words.size()));
        break;
      } else {
        Flag flag = find(help, word.text());
        if (flag.value().isEmpty()) {
          values.put(flag.names().get(0), "");
        } else if (i + 1 < words.size()) {
          values.put(flag.names().get(0), words.get(++i).text());
        } else {
          throw new ShellException(
              word + " of " + help.name() + " needs a value: <" + flag.value() + ">");
        }
      }
    }
    return new Arguments(help, values, rest);
  }

  private static boolean looksLikeFlag(String text) {
    return text.length() > 1 && text.startsWith("-");
  }

  private static Flag find(Help help, String text) throws ShellException {
    for (Flag flag : help.flags()) {
      if (flag.names().contains(text)) {
        return flag;
      }
    }
    throw ShellException.unknown(
        help.name() + " has no option " + text,
        text,
        help.flags().stream().flatMap(flag -> flag.names().stream()).toList());
  }

  /** Returns the name of the command. */
  public String command() {
    return help.name();
  }

  /** Returns whether an option was given; by its first spelling. */
  public boolean has(String flag) {
    return values.containsKey(flag);
  }

  /** Returns the value of an option, or empty where it was not given; by its first spelling. */
  public Optional<String> value(String flag) {
    return Optional.ofNullable(values.get(flag));
  }

  /** Returns all words that are no options. */
  public List<Word> words() {
    return rest;
  }

  /** Returns the texts of all words that are no options. */
  public List<String> texts() {
    return rest.stream().map(Word::text).toList();
  }

  /** Returns the texts from an index on, joined with blanks. */
  public String joined(int from) {
    return texts().stream().skip(from).collect(Collectors.joining(" "));
  }

  /**
   * Checks the number of words.
   *
   * @throws ShellException with the usage
   */
  public Arguments between(int least, int most) throws ShellException {
    if (rest.size() < least || rest.size() > most) {
      throw wrong();
    }
    return this;
  }

  /** Makes the usage error of the command. */
  public ShellException wrong() {
    return new ShellException(("usage: " + help.name() + " " + help.usage()).stripTrailing());
  }
}
