package org.cmimage.sources.deb.resolve;

/**
 * Why a package changes.
 *
 * @param kind in what way
 * @param other the package that is the reason; empty where none is
 */
public record Cause(Kind kind, String other) {
  /** Ways to be the reason. */
  public enum Kind {
    /** It was asked for. */
    ASKED(""),
    /** There is a newer version, and all packages are updated. */
    NEWER("newer version"),
    /** Another needs it, or needs this version. */
    NEEDED("needed by "),
    /** Another of the same source package changes, and those are kept at one version. */
    SAME_SOURCE("built together with "),
    /** It needs another that is removed or changed. */
    NEEDS("depends on "),
    /** It cannot be installed together with another. */
    CONFLICT("conflicts with "),
    /** It has a priority of which all packages are wanted. */
    PRIORITY("wanted for its priority");

    private final String words;

    Kind(String words) {
      this.words = words;
    }
  }

  /** The reason in words; empty for a package that was asked for. */
  @Override
  public String toString() {
    return kind.words + other;
  }
}
