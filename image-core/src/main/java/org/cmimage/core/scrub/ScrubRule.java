package org.cmimage.core.scrub;

/**
 * One thing that a shared image must not have, and what becomes of it.
 *
 * @param pattern where it is: a path without leading slash, in which {@code *} stands for any part
 *     of one name and a component {@code **} for any number of directories; links are not followed
 * @param action what becomes of it
 * @param reason why, for reports
 */
public record ScrubRule(String pattern, Action action, String reason) {

  /** What becomes of what a pattern matches. */
  public sealed interface Action {
    /** It goes, with everything below it. */
    record Remove() implements Action {}

    /**
     * It goes if it is a regular file with something in it: empty files are made by packages, with
     * an owner that matters.
     */
    record RemoveFilledFile() implements Action {}

    /**
     * It becomes a regular file of root with this content. The pattern has no wildcard.
     *
     * @param mode permission bits
     * @param create whether a file that is absent is made, where its directory is there
     */
    record Reset(String content, int mode, boolean create) implements Action {}

    /** It becomes a symbolic link, where its directory is there. The pattern has no wildcard. */
    record Link(String target) implements Action {}
  }

  static ScrubRule remove(String pattern, String reason) {
    return new ScrubRule(pattern, new Action.Remove(), reason);
  }
}
