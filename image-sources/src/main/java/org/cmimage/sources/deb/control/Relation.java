package org.cmimage.sources.deb.control;

import java.util.List;
import java.util.Optional;

/**
 * One package named in a dependency field, such as {@code python3:any (>= 3.9) [arm64]}.
 *
 * @param name of the package, real or virtual
 * @param qualifier the architecture after a colon, such as {@code any}, {@code native} or {@code
 *     arm64}
 * @param bound the accepted versions; empty for all
 * @param architectures the architectures that the relation applies to, each with {@code !} in front
 *     if it applies to all others; empty for all
 */
public record Relation(
    String name, Optional<String> qualifier, Optional<Bound> bound, List<String> architectures) {
  public Relation {
    architectures = List.copyOf(architectures);
  }

  /** A bound on versions. */
  public record Bound(Operator operator, DebVersion version) {
    /** Returns whether a version is within the bound. */
    public boolean admits(DebVersion candidate) {
      int order = candidate.compareTo(version);
      return switch (operator) {
        case EARLIER -> order < 0;
        case EARLIER_OR_EQUAL -> order <= 0;
        case EQUAL -> order == 0;
        case LATER_OR_EQUAL -> order >= 0;
        case LATER -> order > 0;
      };
    }

    @Override
    public String toString() {
      return "(" + operator + " " + version + ")";
    }
  }

  /** The comparison of versions (Debian Policy 7.1). */
  public enum Operator {
    EARLIER("<<"),
    EARLIER_OR_EQUAL("<="),
    EQUAL("="),
    LATER_OR_EQUAL(">="),
    LATER(">>");

    private final String sign;

    Operator(String sign) {
      this.sign = sign;
    }

    @Override
    public String toString() {
      return sign;
    }
  }

  /** Returns whether a version is within the bound, if there is one. */
  public boolean admits(DebVersion version) {
    return bound.isEmpty() || bound.get().admits(version);
  }

  /** Returns whether the relation applies to packages of an architecture, such as {@code arm64}. */
  public boolean appliesTo(String architecture) {
    if (architectures.isEmpty()) {
      return true;
    }
    boolean negative = architectures.get(0).startsWith("!");
    return architectures.contains(negative ? "!" + architecture : architecture) != negative;
  }

  /** Returns the text as in a control file. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(name);
    qualifier.ifPresent(q -> text.append(':').append(q));
    bound.ifPresent(b -> text.append(' ').append(b));
    if (!architectures.isEmpty()) {
      text.append(" [").append(String.join(" ", architectures)).append(']');
    }
    return text.toString();
  }
}
