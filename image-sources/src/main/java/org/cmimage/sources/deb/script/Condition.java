package org.cmimage.sources.deb.script;

import java.util.List;
import java.util.Optional;

/** The possible results of a command's exit status. */
enum Condition {
  TRUE,
  FALSE,

  /**
   * Depends on files that the package does not have, so it is the same before and after unpacking
   * it.
   */
  ELSEWHERE,
  UNKNOWN;

  static Condition of(boolean value) {
    return value ? TRUE : FALSE;
  }

  Condition not() {
    return switch (this) {
      case TRUE -> FALSE;
      case FALSE -> TRUE;
      case ELSEWHERE -> ELSEWHERE;
      case UNKNOWN -> UNKNOWN;
    };
  }

  boolean isOpen() {
    return this == ELSEWHERE || this == UNKNOWN;
  }

  Condition and(Condition other) {
    if (this == FALSE || other == FALSE) {
      return FALSE;
    }
    if (this == UNKNOWN || other == UNKNOWN) {
      return UNKNOWN;
    }
    return this == TRUE ? other : this;
  }

  Condition or(Condition other) {
    return not().and(other.not()).not();
  }

  /**
   * Evaluates an expression of {@code test}: comparisons of texts; everything that depends on the
   * system is unknown.
   *
   * @param words without the name of the command and the closing bracket
   */
  static Condition test(List<Optional<String>> words) {
    for (String connective : List.of("-o", "-a")) {
      for (int i = 1; i < words.size() - 1; i++) {
        if (words.get(i).filter(connective::equals).isPresent()) {
          Condition left = test(words.subList(0, i));
          Condition right = test(words.subList(i + 1, words.size()));
          return connective.equals("-o") ? left.or(right) : left.and(right);
        }
      }
    }
    if (words.size() > 1 && words.get(0).filter("!"::equals).isPresent()) {
      return test(words.subList(1, words.size())).not();
    }
    return switch (words.size()) {
      case 0 -> FALSE;
      case 1 -> words.get(0).map(text -> of(!text.isEmpty())).orElse(UNKNOWN);
      case 2 -> unary(words.get(0).orElse(""), words.get(1));
      case 3 -> binary(words.get(0), words.get(1).orElse(""), words.get(2));
      default -> UNKNOWN;
    };
  }

  private static Condition unary(String operator, Optional<String> operand) {
    return switch (operator) {
      case "-n" -> operand.map(text -> of(!text.isEmpty())).orElse(UNKNOWN);
      case "-z" -> operand.map(text -> of(text.isEmpty())).orElse(UNKNOWN);
      default -> UNKNOWN;
    };
  }

  private static Condition binary(Optional<String> left, String operator, Optional<String> right) {
    if (left.isEmpty() || right.isEmpty()) {
      return UNKNOWN;
    }
    return switch (operator) {
      case "=", "==" -> of(left.equals(right));
      case "!=" -> of(!left.equals(right));
      default -> UNKNOWN;
    };
  }

  /**
   * Evaluates {@code dpkg --compare-versions} if one version is empty, which counts as the
   * earliest, or with {@code -nl} as the latest.
   */
  static Condition versions(List<Optional<String>> words) {
    if (words.size() != 3 || words.stream().anyMatch(Optional::isEmpty)) {
      return UNKNOWN;
    }
    String left = words.get(0).orElse("");
    String operator = words.get(1).orElse("");
    String right = words.get(2).orElse("");
    if (!left.isEmpty() || right.isEmpty()) {
      return UNKNOWN;
    }
    return switch (operator) {
      case "lt", "le", "ne", "ge-nl", "gt-nl" -> TRUE;
      case "eq", "ge", "gt", "lt-nl", "le-nl" -> FALSE;
      default -> UNKNOWN;
    };
  }
}
