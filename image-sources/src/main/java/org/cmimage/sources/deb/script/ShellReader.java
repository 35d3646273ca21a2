package org.cmimage.sources.deb.script;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Pattern;
import org.cmimage.sources.deb.script.Word.Part;

/** Reads words, blanks and here-documents of a shell script. Not thread-safe. */
final class ShellReader {
  private static final String META = " \t\n;&|<>()";
  private static final Pattern ARITHMETIC = Pattern.compile("\\([\\w\\s$+*/%<>=!&|^~?:-]*\\)");
  private static final String SPECIAL_PARAMETERS = "@*#?-$!0123456789";

  private final String text;
  private final Deque<HereDocument> pending = new ArrayDeque<>();
  private int at;

  /** A here-document whose text follows the line that names it. */
  private record HereDocument(String end, boolean stripTabs) {}

  ShellReader(String text) {
    this.text = text;
  }

  /** Returns the position, for a later return to it. */
  int mark() {
    return at;
  }

  void reset(int mark) {
    at = mark;
  }

  boolean atEnd() {
    return at >= text.length();
  }

  /** Returns the next character, or NUL at the end. */
  char peek() {
    return atEnd() ? '\0' : text.charAt(at);
  }

  /** Consumes the given text if it comes next; returns whether it did. */
  boolean take(String expected) {
    if (text.startsWith(expected, at)) {
      at += expected.length();
      return true;
    }
    return false;
  }

  /** Skips blanks, continued lines and a comment, but no line feed. */
  void skipBlanks() {
    while (!atEnd()) {
      if (peek() == ' ' || peek() == '\t') {
        at++;
      } else if (text.startsWith("\\\n", at)) {
        at += 2;
      } else if (peek() == '#') {
        int end = text.indexOf('\n', at);
        at = end < 0 ? text.length() : end;
      } else {
        return;
      }
    }
  }

  /** Skips blanks and line feeds. */
  void skipLines() {
    skipBlanks();
    while (peek() == '\n') {
      lineFeed();
      skipBlanks();
    }
  }

  /** Consumes a line feed, and with it the here-documents that follow it. */
  void lineFeed() {
    at++;
    while (!pending.isEmpty()) {
      HereDocument document = pending.remove();
      boolean ended = false;
      while (!ended && !atEnd()) {
        int end = text.indexOf('\n', at);
        end = end < 0 ? text.length() : end;
        String line = text.substring(at, end);
        at = Math.min(text.length(), end + 1);
        ended =
            (document.stripTabs() ? line.replaceFirst("^\t+", "") : line).equals(document.end());
      }
    }
  }

  void expectHereDocument(String end, boolean stripTabs) {
    pending.add(new HereDocument(end, stripTabs));
  }

  /** Returns whether a word starts here. */
  boolean atWord() {
    return !atEnd() && META.indexOf(peek()) < 0;
  }

  /** Reads a word; one must start here. */
  Word word() throws ShellSyntaxException {
    List<Part> parts = new ArrayList<>();
    StringBuilder plain = new StringBuilder();
    while (atWord()) {
      char c = peek();
      if (c == '\'' || c == '"' || c == '$' || c == '`' || c == '\\') {
        flush(plain, false, parts);
        special(c, parts);
      } else {
        plain.append(c);
        at++;
      }
    }
    flush(plain, false, parts);
    return new Word(parts);
  }

  private static void flush(StringBuilder plain, boolean quoted, List<Part> parts) {
    if (!plain.isEmpty()) {
      parts.add(new Part.Text(plain.toString(), quoted));
      plain.setLength(0);
    }
  }

  private void special(char c, List<Part> parts) throws ShellSyntaxException {
    switch (c) {
      case '\'' -> {
        int end = closing('\'', at + 1);
        parts.add(new Part.Text(text.substring(at + 1, end), true));
        at = end + 1;
      }
      case '"' -> doubleQuoted(parts);
      case '\\' -> {
        if (at + 1 >= text.length()) {
          throw new ShellSyntaxException("it ends with a backslash");
        }
        if (text.charAt(at + 1) != '\n') {
          parts.add(new Part.Text(text.substring(at + 1, at + 2), true));
        }
        at += 2;
      }
      default -> expansion(false, parts);
    }
  }

  private int closing(char quote, int from) throws ShellSyntaxException {
    int end = text.indexOf(quote, from);
    if (end < 0) {
      throw new ShellSyntaxException("a quote is not closed");
    }
    return end;
  }

  private void doubleQuoted(List<Part> parts) throws ShellSyntaxException {
    at++;
    StringBuilder plain = new StringBuilder();
    int before = parts.size();
    while (peek() != '"') {
      if (atEnd()) {
        throw new ShellSyntaxException("a quote is not closed");
      }
      char c = peek();
      if (c == '\\' && at + 1 < text.length() && "$`\"\\\n".indexOf(text.charAt(at + 1)) >= 0) {
        if (text.charAt(at + 1) != '\n') {
          plain.append(text.charAt(at + 1));
        }
        at += 2;
      } else if (c == '$' || c == '`') {
        flush(plain, true, parts);
        expansion(true, parts);
      } else {
        plain.append(c);
        at++;
      }
    }
    at++;
    flush(plain, true, parts);
    if (parts.size() == before) {
      parts.add(new Part.Text("", true));
    }
  }

  private void expansion(boolean quoted, List<Part> parts) throws ShellSyntaxException {
    if (peek() == '`') {
      at++;
      while (peek() != '`') {
        if (atEnd()) {
          throw new ShellSyntaxException("a command substitution is not closed");
        }
        at += peek() == '\\' ? 2 : 1;
      }
      at++;
      parts.add(new Part.Opaque());
      return;
    }
    at++;
    if (peek() == '(') {
      at++;
      int begin = at;
      skipBalanced('(', ')');
      String inner = text.substring(begin, at - 1);
      parts.add(
          ARITHMETIC.matcher(inner).matches() ? new Part.Arithmetic() : new Part.Command(inner));
    } else if (peek() == '{') {
      at++;
      braced(quoted, parts);
    } else if (SPECIAL_PARAMETERS.indexOf(peek()) >= 0 && !atEnd()) {
      parts.add(new Part.Parameter(text.substring(at, at + 1), "", "", quoted));
      at++;
    } else {
      String name = name();
      parts.add(
          name.isEmpty() ? new Part.Text("$", true) : new Part.Parameter(name, "", "", quoted));
    }
  }

  private void braced(boolean quoted, List<Part> parts) throws ShellSyntaxException {
    int begin = at;
    String name = name();
    if (name.isEmpty() && SPECIAL_PARAMETERS.indexOf(peek()) >= 0) {
      name = text.substring(at, at + 1);
      at++;
    }
    int modified = at;
    skipBalanced('{', '}');
    String rest = text.substring(modified, at - 1);
    if (name.isEmpty() || begin == modified) {
      parts.add(new Part.Parameter("", "?", rest, quoted)); // ${#name} and similar expansions
      return;
    }
    String modifier = rest.startsWith(":") ? rest.substring(0, Math.min(2, rest.length())) : "";
    modifier = modifier.isEmpty() && !rest.isEmpty() ? rest.substring(0, 1) : modifier;
    parts.add(new Part.Parameter(name, modifier, rest.substring(modifier.length()), quoted));
  }

  /** Reads the name of a parameter or function; empty if none starts here. */
  String name() {
    int begin = at;
    while (!atEnd()
        && (peek() == '_'
            || (peek() < 128 && Character.isLetter(peek()))
            || (at > begin && peek() >= '0' && peek() <= '9'))) {
      at++;
    }
    return text.substring(begin, at);
  }

  /** Skips past the bracket that closes an already consumed one, respecting quotes. */
  private void skipBalanced(char open, char close) throws ShellSyntaxException {
    int depth = 1;
    while (depth > 0) {
      if (atEnd()) {
        throw new ShellSyntaxException("a bracket is not closed");
      }
      char c = peek();
      if (c == '\'') {
        at = closing('\'', at + 1);
      } else if (c == '\\') {
        at++;
      } else if (c == '"') {
        doubleQuoted(new ArrayList<>());
        continue;
      } else if (c == open) {
        depth++;
      } else if (c == close) {
        depth--;
      }
      at = Math.min(text.length(), at + 1);
    }
  }
}
