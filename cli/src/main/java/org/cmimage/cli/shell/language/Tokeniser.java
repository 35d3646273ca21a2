package org.cmimage.cli.shell.language;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The splitting of text into statements and words. */
public final class Tokeniser {
  private static final String OPERATORS = ";\n|>";

  private final String text;
  private int at;

  private Tokeniser(String text) {
    this.text = text;
  }

  /**
   * Returns the statements of the text, which may have several lines.
   *
   * @throws SyntaxException naming the character that is misplaced or missing
   */
  public static List<Statement> statements(String text) throws SyntaxException {
    Tokeniser tokeniser = new Tokeniser(text);
    ImmutableList.Builder<Statement> statements = ImmutableList.builder();
    while (tokeniser.skipToStatement()) {
      statements.add(tokeniser.statement());
    }
    return statements.build();
  }

  /**
   * Returns a word as a user would have to type it: itself where it has no special characters, else
   * in quotes.
   */
  public static String quoted(String word) {
    boolean plain =
        !word.isEmpty()
            && !word.startsWith("#")
            && !word.startsWith("!")
            && !word.startsWith("(")
            && word.chars()
                .noneMatch(
                    c -> c <= ' ' || Character.isWhitespace(c) || ";|>\"'\\`".indexOf(c) >= 0);
    return plain ? word : "\"" + word.replaceAll("([\"\\\\])", "\\\\$1") + "\"";
  }

  private boolean skipToStatement() {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '#') {
        skipComment();
      } else if (c == ';' || Character.isWhitespace(c)) {
        at++;
      } else {
        return true;
      }
    }
    return false;
  }

  private void skipComment() {
    while (at < text.length() && text.charAt(at) != '\n') {
      at++;
    }
  }

  private Statement statement() throws SyntaxException {
    if (text.charAt(at) == '!') {
      at++;
      return new Statement.Escape(foreign("!"));
    }
    List<Word> words = new ArrayList<>();
    Optional<Destination> destination = Optional.empty();
    while (skipBlanks()) {
      char c = text.charAt(at);
      if (c == '|' || c == '>') {
        if (words.isEmpty()) {
          throw SyntaxException.wrong("expected a command before \"" + c + "\"");
        }
        at++;
        destination = Optional.of(c == '|' ? new Destination.Pipe(foreign("|")) : file());
        break;
      }
      words.add(c == '(' ? block() : word());
    }
    if (words.get(0).block()) {
      throw SyntaxException.wrong("expected a command before \"(\"");
    }
    return new Statement.Call(words, destination);
  }

  /** Skips blanks. Returns whether the statement continues. */
  private boolean skipBlanks() {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == ';' || c == '\n') {
        return false;
      } else if (c == '#') {
        skipComment();
      } else if (Character.isWhitespace(c)) {
        at++;
      } else {
        return true;
      }
    }
    return false;
  }

  private Destination file() throws SyntaxException {
    boolean append = at < text.length() && text.charAt(at) == '>';
    if (append) {
      at++;
    }
    if (!skipBlanks() || OPERATORS.indexOf(text.charAt(at)) >= 0) {
      throw SyntaxException.wrong("expected the name of a file after \">\"");
    }
    String name = word().text();
    if (skipBlanks()) {
      throw SyntaxException.wrong("expected nothing after the name of the file, found more words");
    }
    return new Destination.File(name, append);
  }

  private Word word() throws SyntaxException {
    StringBuilder word = new StringBuilder();
    while (at < text.length()) {
      char c = text.charAt(at);
      if (Character.isWhitespace(c) || OPERATORS.indexOf(c) >= 0) {
        break;
      }
      at++;
      switch (c) {
        case '\'', '"' -> word.append(untilQuote(c));
        case '\\' -> word.append(escaped());
        case '`' ->
            throw SyntaxException.wrong("no commands in backticks; use !command or | command");
        default -> word.append(c);
      }
    }
    return Word.of(word.toString());
  }

  private String untilQuote(char quote) throws SyntaxException {
    StringBuilder quoted = new StringBuilder();
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c == quote) {
        return quoted.toString();
      }
      boolean escapes =
          c == '\\' && quote == '"' && at < text.length() && "\"\\".indexOf(text.charAt(at)) >= 0;
      quoted.append(escapes ? text.charAt(at++) : c);
    }
    throw SyntaxException.unfinished("expected a closing " + quote + ", found the end");
  }

  private char escaped() throws SyntaxException {
    if (at == text.length()) {
      throw SyntaxException.unfinished("expected a character after \\, found the end");
    }
    return text.charAt(at++);
  }

  private Word block() throws SyntaxException {
    int start = at + 1;
    int depth = 0;
    while (at < text.length()) {
      char c = text.charAt(at++);
      switch (c) {
        case '(' -> depth++;
        case ')' -> {
          if (--depth == 0) {
            return new Word(text.substring(start, at - 1), true);
          }
        }
        case '\'', '"' -> untilQuote(c);
        case '\\' -> escaped();
        default -> {
          // part of the block
        }
      }
    }
    throw SyntaxException.unfinished("expected a closing ), found the end");
  }

  /** Returns the text for the system's shell: everything up to the end of the statement. */
  private String foreign(String operator) throws SyntaxException {
    int start = at;
    while (at < text.length() && text.charAt(at) != ';' && text.charAt(at) != '\n') {
      char c = text.charAt(at++);
      if (c == '\'' || c == '"') {
        untilQuote(c);
      } else if (c == '\\') {
        escaped();
      }
    }
    String command = text.substring(start, at).strip();
    if (command.isEmpty()) {
      throw SyntaxException.wrong("expected a command after \"" + operator + "\"");
    }
    return command;
  }
}
