package org.cmimage.cli.shell.language;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;

/**
 * Text that is being typed, up to the cursor.
 *
 * @param before the complete statements before the last one, a list of words each
 * @param words the complete words of the last statement
 * @param partial the beginning of the last word; empty for a new word
 * @param start where that word begins
 * @param foreign whether it belongs to a command of the system's shell or is the name of a file
 */
public record Typing(
    List<List<String>> before, List<String> words, String partial, int start, boolean foreign) {
  public Typing {
    before = ImmutableList.copyOf(before);
    words = ImmutableList.copyOf(words);
  }

  /** Parses any text, complete or not. */
  public static Typing of(String text) {
    return new Reader(text).read();
  }

  private static final class Reader {
    private final String text;
    private final List<List<String>> before = new ArrayList<>();
    private final List<String> words = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private int start;
    private int blocks;
    private boolean inWord;
    private boolean foreign;

    Reader(String text) {
      this.text = text;
    }

    Typing read() {
      int at = 0;
      while (at < text.length()) {
        char c = text.charAt(at);
        if (c == '\'' || c == '"') {
          at = quoted(at);
        } else if (c == '\\') {
          begin(at);
          word.append(at + 1 < text.length() ? text.charAt(at + 1) : "");
          at += 2;
        } else {
          plain(c, at++);
        }
      }
      return new Typing(before, words, word.toString(), inWord ? start : text.length(), foreign);
    }

    private void plain(char c, int at) {
      boolean opens = c == '(' && !inWord;
      boolean closes = c == ')' && blocks > 0;
      if (c == ';' || c == '\n' || opens || closes) {
        blocks += opens ? 1 : closes ? -1 : 0;
        end();
        before.add(List.copyOf(words));
        words.clear();
        foreign = false;
      } else if (c == '|' || c == '>' || c == '!' && !inWord && words.isEmpty()) {
        end();
        foreign = true;
      } else if (Character.isWhitespace(c)) {
        end();
      } else {
        begin(at);
        word.append(c);
      }
    }

    private int quoted(int from) {
      begin(from);
      char quote = text.charAt(from);
      int at = from + 1;
      while (at < text.length() && text.charAt(at) != quote) {
        if (text.charAt(at) == '\\' && quote == '"' && at + 1 < text.length()) {
          at++;
        }
        word.append(text.charAt(at++));
      }
      return at + 1;
    }

    private void begin(int at) {
      if (!inWord) {
        inWord = true;
        start = at;
      }
    }

    private void end() {
      if (inWord) {
        words.add(word.toString());
        word.setLength(0);
        inWord = false;
      }
    }
  }
}
