package org.cmimage.sources.access;

import com.google.common.collect.ImmutableMap;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The values of files of apt.conf(5), by their full names such as {@code Acquire::http::Proxy}.
 * Names ignore case; the last value of a name counts, and {@code #clear} removes values. Reading a
 * file stops at its first syntax error. Immutable.
 */
final class AptConfiguration {
  private final Map<String, String> values;

  private AptConfiguration(Map<String, String> values) {
    this.values = ImmutableMap.copyOf(values);
  }

  /** Reads the texts of files, in the order in which apt reads the files. */
  static AptConfiguration of(Collection<String> texts) {
    Map<String, String> values = new LinkedHashMap<>();
    texts.forEach(text -> new Parser(text, values).parse());
    return new AptConfiguration(values);
  }

  /** Returns the value of a name; empty if it is not set or set to the empty string. */
  Optional<String> get(String name) {
    return Optional.ofNullable(values.get(name.toLowerCase(Locale.ROOT)))
        .filter(value -> !value.isEmpty());
  }

  private static final class Parser {
    private final String text;
    private final Map<String, String> values;
    private final Deque<String> scopes = new ArrayDeque<>();
    private int at;

    Parser(String text, Map<String, String> values) {
      this.text = text;
      this.values = values;
    }

    void parse() {
      String scope = "";
      String name = "";
      while (skipSpace()) {
        char c = text.charAt(at);
        if (c == ';') {
          at++;
          name = "";
        } else if (c == '{') {
          at++;
          scopes.push(scope);
          scope = joined(scope, name);
          name = "";
        } else if (c == '}') {
          at++;
          scope = scopes.isEmpty() ? "" : scopes.pop();
          name = "";
        } else if (name.isEmpty() && c != '"') {
          name = word();
          directive(name);
          name = name.startsWith("#") ? "" : name;
        } else {
          String value = c == '"' ? quoted() : word();
          if (!name.isEmpty()) {
            values.put(joined(scope, name), value);
          }
        }
      }
    }

    private static String joined(String scope, String name) {
      String lower = name.toLowerCase(Locale.ROOT);
      return scope.isEmpty() ? lower : name.isEmpty() ? scope : scope + "::" + lower;
    }

    /** Handles {@code #clear NAME ...;}, which removes names and all names below them. */
    private void directive(String word) {
      if (!word.equalsIgnoreCase("#clear")) {
        return;
      }
      int end = text.indexOf(';', at);
      for (String name : text.substring(at, end < 0 ? at : end).strip().split("\\s+")) {
        String lower = name.toLowerCase(Locale.ROOT);
        values.keySet().removeIf(key -> key.equals(lower) || key.startsWith(lower + "::"));
      }
    }

    /** Skips blanks and comments; returns false at the end of the text. */
    private boolean skipSpace() {
      while (at < text.length()) {
        boolean line = text.startsWith("//", at) || isComment();
        if (line) {
          at = end("\n", 1);
        } else if (text.startsWith("/*", at)) {
          at = end("*/", 2);
        } else if (Character.isWhitespace(text.charAt(at))) {
          at++;
        } else {
          return true;
        }
      }
      return false;
    }

    /** Returns whether a comment starts here: a hash starts one unless it starts a directive. */
    private boolean isComment() {
      return text.charAt(at) == '#'
          && !text.regionMatches(true, at, "#clear", 0, 6)
          && !text.regionMatches(true, at, "#include", 0, 8);
    }

    private int end(String mark, int length) {
      int found = text.indexOf(mark, at);
      return found < 0 ? text.length() : found + length;
    }

    private String word() {
      int from = at;
      while (at < text.length()
          && ";{}\"".indexOf(text.charAt(at)) < 0
          && !Character.isWhitespace(text.charAt(at))) {
        at++;
      }
      return text.substring(from, at);
    }

    private String quoted() {
      int close = text.indexOf('"', at + 1);
      String value = text.substring(at + 1, close < 0 ? text.length() : close);
      at = close < 0 ? text.length() : close + 1;
      return value;
    }
  }
}
