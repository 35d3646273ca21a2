package org.cmimage.sources.deb.resolve;

/**
 * The reason why a package changes.
 *
 * @param kind the kind of reason
 * @param other the package that is the reason; empty for none
 */
public record Cause(Kind kind, String other) {
  /** The kinds of reasons. */
  public enum Kind {
    /** It was requested. */
    ASKED(""),
    /** There is a newer version, and all packages are updated. */
    NEWER("newer version"),
    /** Another package depends on it, or on this version. */
    NEEDED("needed by "),
    /** Another package of the same source package changes, and those are kept at one version. */
    SAME_SOURCE("built together with "),
    /** It depends on a package that is removed or changed. */
    NEEDS("depends on "),
    /** It cannot be installed together with another package. */
    CONFLICT("conflicts with "),
    /** It has a priority of which all packages are requested. */
    PRIORITY("wanted for its priority");

    private final String words;

    Kind(String words) {
      this.words = words;
    }
  }

  /** Returns the reason as text; empty for a package that was requested. */
  @Override
  public String toString() {
    return kind.words + other;
  }
}
