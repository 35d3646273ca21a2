package org.cmimage.sources.deb.pin;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * An expression that apt matches names and fields against: a POSIX extended regular expression
 * between slashes, which may match anywhere, or a glob(7) pattern, which matches the whole. Case is
 * ignored.
 *
 * @param text as written
 * @param pattern the equivalent for Java
 */
public record Expression(String text, Pattern pattern) {
  private static final int FLAGS = Pattern.CASE_INSENSITIVE | Pattern.DOTALL;

  /**
   * Parses an expression.
   *
   * @throws IllegalArgumentException if a regular expression is malformed
   */
  public static Expression of(String text) {
    boolean regular = text.length() > 1 && text.startsWith("/") && text.endsWith("/");
    String java = regular ? fromExtended(text.substring(1, text.length() - 1)) : fromGlob(text);
    try {
      return new Expression(text, Pattern.compile(java, FLAGS));
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is not a regular expression: " + e.getDescription(), e);
    }
  }

  /** Returns whether a text is a pattern for several packages, rather than the name of one. */
  public static boolean isPattern(String text) {
    return text.startsWith("/") && text.endsWith("/") || text.matches("(?s).*[*\\[?].*");
  }

  /** Returns whether a value matches. */
  public boolean matches(String value) {
    return text.startsWith("/") && text.endsWith("/") && text.length() > 1
        ? pattern.matcher(value).find()
        : pattern.matcher(value).matches();
  }

  private static String fromGlob(String glob) {
    StringBuilder java = new StringBuilder();
    for (int i = 0; i < glob.length(); i++) {
      char c = glob.charAt(i);
      int close = c == '[' ? endOfBracket(glob, i) : -1;
      if (c == '*') {
        java.append(".*");
      } else if (c == '?') {
        java.append('.');
      } else if (close > 0) {
        bracket(glob.substring(i + 1, close), java);
        i = close;
      } else if (c == '\\' && i + 1 < glob.length()) {
        java.append(Pattern.quote(glob.substring(++i, i + 1)));
      } else {
        java.append(Pattern.quote(String.valueOf(c)));
      }
    }
    return java.toString();
  }

  private static String fromExtended(String expression) {
    StringBuilder java = new StringBuilder();
    for (int i = 0; i < expression.length(); i++) {
      char c = expression.charAt(i);
      int close = c == '[' ? endOfBracket(expression, i) : -1;
      if (close > 0) {
        bracket(expression.substring(i + 1, close), java);
        i = close;
      } else if (c == '\\' && i + 1 < expression.length()) {
        java.append('\\').append(expression.charAt(++i));
      } else {
        java.append(c);
      }
    }
    return java.toString();
  }

  /**
   * Returns the index of the end of a bracket expression: a closing bracket that comes first in it
   * is literal.
   */
  private static int endOfBracket(String text, int open) {
    int at = open + 1;
    if (at < text.length() && (text.charAt(at) == '!' || text.charAt(at) == '^')) {
      at++;
    }
    if (at < text.length() && text.charAt(at) == ']') {
      at++;
    }
    while (at < text.length() && text.charAt(at) != ']') {
      int end = text.startsWith("[:", at) ? text.indexOf(":]", at) : -1;
      at = end < 0 ? at + 1 : end + 2;
    }
    return at < text.length() ? at : -1;
  }

  private static void bracket(String inside, StringBuilder java) {
    boolean negated = inside.startsWith("!") || inside.startsWith("^");
    java.append(negated ? "[^" : "[");
    for (int i = negated ? 1 : 0; i < inside.length(); i++) {
      int end = inside.startsWith("[:", i) ? inside.indexOf(":]", i) : -1;
      char c = inside.charAt(i);
      if (end > 0) {
        java.append("\\p{").append(posixClass(inside.substring(i + 2, end))).append('}');
        i = end + 1;
      } else if (c == '-' && i > (negated ? 1 : 0) && i + 1 < inside.length()) {
        java.append('-');
      } else {
        java.append(Character.isLetterOrDigit(c) ? "" : "\\").append(c);
      }
    }
    java.append(']');
  }

  private static String posixClass(String name) {
    return switch (name) {
      case "xdigit" -> "XDigit";
      case "" -> "?";
      default -> Character.toUpperCase(name.charAt(0)) + name.substring(1);
    };
  }
}
