package org.cmimage.cli.shell.language;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lists of names: {@code node001..node003}, {@code node[001-003,007]}, {@code
 * rack[1-2]node[01-18]}, several of these with commas, and {@code -node002} for those to leave out.
 */
public final class NameList {
  /** The limit of names in one text. */
  public static final int MOST = 10_000;

  /** The prefix of a number, the number, and its suffix. */
  private static final Pattern NUMBERED = Pattern.compile("(.*?)([0-9]+)([^0-9]*)");

  private static final Pattern RANGE = Pattern.compile("([0-9]+)(?:(?:-|\\.\\.)([0-9]+))?");
  private static final int MOST_DIGITS = 9;

  private NameList() {}

  /**
   * Returns the names in a text, each once, in the order written; numbers are as wide as the first
   * of a range.
   *
   * @throws SyntaxException for brackets that are not closed, a range whose end is before its
   *     start, and more than {@link #MOST} names
   */
  public static List<String> names(String text) throws SyntaxException {
    Set<String> names = new LinkedHashSet<>();
    Set<String> excluded = new LinkedHashSet<>();
    for (String item : items(text)) {
      boolean isExcluded = item.startsWith("-");
      Set<String> into = isExcluded ? excluded : names;
      into.addAll(spread(isExcluded ? item.substring(1) : item, text));
      requireFew(into.size(), text);
    }
    if (names.isEmpty()) {
      throw SyntaxException.wrong("\"" + text + "\" says what to leave out, but not of what");
    }
    names.removeAll(excluded);
    if (names.isEmpty()) {
      throw SyntaxException.wrong("\"" + text + "\" leaves out everything that it names");
    }
    return List.copyOf(names);
  }

  private static void requireFew(long count, String text) throws SyntaxException {
    if (count > MOST) {
      throw SyntaxException.wrong(
          "expected a range of at most " + MOST + " objects, found \"" + text + "\"");
    }
  }

  /** Splits a text at commas outside of brackets. */
  private static List<String> items(String text) throws SyntaxException {
    List<String> items = new ArrayList<>();
    int start = 0;
    boolean isInside = false;
    for (int i = 0; i <= text.length(); i++) {
      char c = i < text.length() ? text.charAt(i) : ',';
      if (c == '[' || c == ']') {
        if (isInside == (c == '[')) {
          throw SyntaxException.wrong("brackets do not match in \"" + text + "\"");
        }
        isInside = c == '[';
      } else if (c == ',' && (!isInside || i == text.length())) {
        if (isInside || i == start) {
          throw SyntaxException.wrong(
              (isInside ? "expected a closing ] in \"" : "a name is missing in \"") + text + "\"");
        }
        items.add(text.substring(start, i));
        start = i + 1;
      }
    }
    return items;
  }

  private static List<String> spread(String item, String text) throws SyntaxException {
    int open = item.indexOf('[');
    if (open < 0) {
      return dotted(item, text);
    }
    int close = item.indexOf(']', open);
    List<String> numbers = numbers(item.substring(open + 1, close), text);
    List<String> rests =
        item.indexOf('[', close) < 0
            ? List.of(item.substring(close + 1))
            : spread(item.substring(close + 1), text);
    requireFew((long) numbers.size() * rests.size(), text);
    List<String> names = new ArrayList<>();
    for (String number : numbers) {
      rests.forEach(rest -> names.add(item.substring(0, open) + number + rest));
    }
    return names;
  }

  private static List<String> numbers(String inside, String text) throws SyntaxException {
    List<String> numbers = new ArrayList<>();
    for (String part : inside.split(",", -1)) {
      Matcher range = RANGE.matcher(part.strip());
      if (!range.matches()) {
        throw SyntaxException.wrong(
            "expected numbers such as [001-003,007], found \"["
                + inside
                + "]\" in \""
                + text
                + "\"");
      }
      String last = range.group(2) == null ? range.group(1) : range.group(2);
      numbers.addAll(numbers(range.group(1), last, text));
      requireFew(numbers.size(), text);
    }
    return numbers;
  }

  /** Expands {@code node001..node003}, or {@code node001..003}; any other text is a name. */
  private static List<String> dotted(String item, String text) throws SyntaxException {
    int dots = item.indexOf("..");
    Matcher first = NUMBERED.matcher(item.substring(0, Math.max(0, dots)));
    Matcher last = NUMBERED.matcher(item.substring(dots < 0 ? 0 : dots + 2));
    boolean isRange =
        dots > 0
            && first.matches()
            && last.matches()
            && (last.group(1).isEmpty() || first.group(1).equals(last.group(1)))
            && first.group(3).equals(last.group(3));
    if (!isRange) {
      return List.of(item);
    }
    List<String> names = new ArrayList<>();
    for (String number : numbers(first.group(2), last.group(2), text)) {
      names.add(first.group(1) + number + first.group(3));
    }
    return names;
  }

  private static List<String> numbers(String first, String last, String text)
      throws SyntaxException {
    requireFew(first.length() > MOST_DIGITS || last.length() > MOST_DIGITS ? MOST + 1 : 0, text);
    int from = Integer.parseInt(first);
    int to = Integer.parseInt(last);
    if (to < from) {
      throw SyntaxException.wrong("the range in \"" + text + "\" ends before it begins");
    }
    requireFew((long) to - from + 1, text);
    List<String> numbers = new ArrayList<>();
    for (int number = from; number <= to; number++) {
      String digits = Integer.toString(number);
      numbers.add("0".repeat(Math.max(0, first.length() - digits.length())) + digits);
    }
    return numbers;
  }
}
