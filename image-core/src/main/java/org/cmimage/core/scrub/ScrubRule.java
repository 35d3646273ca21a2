package org.cmimage.core.scrub;

import com.google.common.collect.ImmutableSet;
import java.util.regex.Pattern;

/**
 * One thing that a shared image must not have, and what becomes of it.
 *
 * @param pattern where it is: a path without leading slash, in which {@code *} stands for any part
 *     of one name and a component {@code **} for any number of directories; links are not followed
 * @param action what becomes of it
 * @param reason why, for reports
 * @param scope in which trees it is removed
 */
public record ScrubRule(String pattern, Action action, String reason, Scope scope) {

  /** Whose trees a rule changes. {@link IdentityScrub#audit} finds the thing in every tree. */
  public enum Scope {
    /** Of no use to a second machine: removed wherever it is. */
    EVERY_TREE,
    /**
     * Removed where packages made it, during a build. In a tree made elsewhere an administrator may
     * have put it there for all nodes: there it is kept, and reported.
     */
    OWN_TREES
  }

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
     * It goes if it is a symbolic link to a file of this name, in whatever directory.
     *
     * @param name the last component of the link's target
     */
    record RemoveLinkTo(String name) implements Action {}

    /**
     * It becomes a regular file of root with this content. The pattern has no wildcard.
     *
     * @param mode permission bits
     * @param create whether a file that is absent is made, where its directory is there
     * @param accepted further contents that are right, surrounding white space aside
     * @param unless where the tree has this path, the file is removed instead; empty for nowhere
     */
    record Reset(
        String content, int mode, boolean create, ImmutableSet<String> accepted, String unless)
        implements Action {}

    /** It becomes a symbolic link, where its directory is there. The pattern has no wildcard. */
    record Link(String target) implements Action {}

    /**
     * In a regular file, what the expression finds is replaced; owner and mode stay.
     *
     * @param text what is found, in a text whose characters are the file's bytes
     * @param replacement as {@link java.util.regex.Matcher#replaceAll(String)} has it
     */
    record Edit(Pattern text, String replacement) implements Action {
      /** Replaces what an expression finds; {@code ^} and {@code $} are the ends of a line. */
      static Edit of(String expression, String replacement) {
        return new Edit(Pattern.compile(expression, Pattern.MULTILINE), replacement);
      }
    }
  }

  static ScrubRule remove(String pattern, String reason) {
    return of(pattern, new Action.Remove(), reason);
  }

  static ScrubRule of(String pattern, Action action, String reason) {
    return new ScrubRule(pattern, action, reason, Scope.EVERY_TREE);
  }

  /** Removes what a site may want all nodes to have, from trees of packages only. */
  static ScrubRule site(String pattern, String reason) {
    return new ScrubRule(pattern, new Action.Remove(), reason, Scope.OWN_TREES);
  }
}
