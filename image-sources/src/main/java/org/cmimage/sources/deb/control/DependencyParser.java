package org.cmimage.sources.deb.control;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cmimage.sources.deb.control.Relation.Bound;
import org.cmimage.sources.deb.control.Relation.Operator;

/** A recursive-descent parser of one dependency field. */
final class DependencyParser {
  private final String text;
  private int at;

  DependencyParser(String text) {
    this.text = text;
  }

  List<Dependency> list() {
    List<Dependency> dependencies = new ArrayList<>();
    skipSpace();
    while (at < text.length()) {
      if (take(',')) { // dpkg accepts empty elements
        continue;
      }
      dependencies.add(dependency());
      if (at < text.length() && !take(',')) {
        throw unexpected("\",\" or \"|\"");
      }
    }
    return dependencies;
  }

  private Dependency dependency() {
    List<Relation> alternatives = new ArrayList<>();
    do {
      alternatives.add(relation());
    } while (take('|'));
    return new Dependency(alternatives);
  }

  private Relation relation() {
    String name = word("a package name", "+-._");
    Optional<String> qualifier = Optional.empty();
    if (at < text.length() && text.charAt(at) == ':') {
      at++;
      qualifier = Optional.of(word("an architecture", "-"));
    }
    skipSpace();
    Optional<Bound> bound = take('(') ? Optional.of(bound()) : Optional.empty();
    List<String> architectures = take('[') ? architectures() : List.of();
    return new Relation(name, qualifier, bound, architectures);
  }

  private Bound bound() {
    int from = at;
    while (at < text.length() && "<>=".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    Operator operator =
        switch (text.substring(from, at)) {
          case "<<" -> Operator.EARLIER;
          case "<=", "<" -> Operator.EARLIER_OR_EQUAL;
          case "=" -> Operator.EQUAL;
          case ">=", ">" -> Operator.LATER_OR_EQUAL;
          case ">>" -> Operator.LATER;
          default -> throw unexpected("one of << <= = >= >>");
        };
    skipSpace();
    DebVersion version = DebVersion.parse(word("a version", "+-.~:"));
    skipSpace();
    if (!take(')')) {
      throw unexpected("\")\"");
    }
    return new Bound(operator, version);
  }

  private List<String> architectures() {
    List<String> architectures = new ArrayList<>();
    while (!take(']')) {
      architectures.add(word("an architecture", "-!"));
      skipSpace();
    }
    boolean negative = !architectures.isEmpty() && architectures.get(0).startsWith("!");
    if (architectures.isEmpty()
        || architectures.stream()
            .anyMatch(a -> a.startsWith("!") != negative || a.indexOf('!', 1) > 0)) {
      throw unexpected("architectures, all with \"!\" or none");
    }
    return architectures;
  }

  private String word(String what, String punctuation) {
    int from = at;
    while (at < text.length()
        && (isAlphanumeric(text.charAt(at)) || punctuation.indexOf(text.charAt(at)) >= 0)) {
      at++;
    }
    if (at == from) {
      throw unexpected(what);
    }
    return text.substring(from, at);
  }

  /** Consumes a character and the white space after it, if it is next; returns whether it was. */
  private boolean take(char c) {
    if (at < text.length() && text.charAt(at) == c) {
      at++;
      skipSpace();
      return true;
    }
    return false;
  }

  private void skipSpace() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private static boolean isAlphanumeric(char c) {
    return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c >= 'A' && c <= 'Z';
  }

  private IllegalArgumentException unexpected(String expected) {
    String near = text.substring(Math.max(0, at - 30), Math.min(text.length(), at + 10));
    return new IllegalArgumentException(
        "expected " + expected + " at character " + (at + 1) + " near \"" + near + "\"");
  }
}
