package org.cmimage.core.scrub;

import com.google.common.collect.ImmutableSet;
import java.util.regex.Pattern;

/**
 * A rule for data that a shared image must not have.
 *
 * @param pattern its places: a path without leading slash, in which {@code *} matches any part of
 *     one name and a component {@code **} any number of directories; links are not followed
 * @param action the change
 * @param reason why, for reports
 * @param scope in which trees it is applied
 */
public record ScrubRule(String pattern, Action action, String reason, Scope scope) {

  /** The trees that a rule changes. {@link IdentityScrub#audit} reports matches in every tree. */
  public enum Scope {
    /** All trees: the data is useless on a second machine. */
    EVERY_TREE,
    /**
     * Trees made of packages during a build. In a tree made elsewhere an administrator may have put
     * the data there for all nodes: there it is kept, and reported.
     */
    OWN_TREES
  }

  /** The change of a path that matches a pattern. */
  public sealed interface Action {
    /** Calls the method of {@code handler} for this change. */
    <R, X extends Exception> R accept(Handler<R, X> handler) throws X;

    /** Removes the node, with everything below it. */
    record Remove() implements Action {
      @Override
      public <R, X extends Exception> R accept(Handler<R, X> handler) throws X {
        return handler.remove(this);
      }
    }

    /**
     * Removes a regular file that is not empty: empty files are made by packages, with an owner
     * that matters.
     */
    record RemoveFilledFile() implements Action {
      @Override
      public <R, X extends Exception> R accept(Handler<R, X> handler) throws X {
        return handler.removeFilledFile(this);
      }
    }

    /**
     * Removes a symbolic link to a file of this name, in whatever directory.
     *
     * @param name the last component of the link's target
     */
    record RemoveLinkTo(String name) implements Action {
      @Override
      public <R, X extends Exception> R accept(Handler<R, X> handler) throws X {
        return handler.removeLinkTo(this);
      }
    }

    /**
     * Replaces it by a regular file of root with this content. The pattern has no wildcard.
     *
     * @param mode permission bits
     * @param create whether a missing file is made, where its directory exists
     * @param accepted further contents that are right, ignoring surrounding white space
     * @param unless where the tree has this path, the file is removed instead; empty for nowhere
     */
    record Reset(
        String content, int mode, boolean create, ImmutableSet<String> accepted, String unless)
        implements Action {
      @Override
      public <R, X extends Exception> R accept(Handler<R, X> handler) throws X {
        return handler.reset(this);
      }
    }

    /** Replaces it by a symbolic link, where its directory exists. The pattern has no wildcard. */
    record Link(String target) implements Action {
      @Override
      public <R, X extends Exception> R accept(Handler<R, X> handler) throws X {
        return handler.link(this);
      }
    }

    /**
     * Replaces the matches of an expression in a regular file; owner and mode stay.
     *
     * @param text the expression, for a text whose characters are the file's bytes
     * @param replacement as in {@link java.util.regex.Matcher#replaceAll(String)}
     */
    record Edit(Pattern text, String replacement) implements Action {
      /**
       * Makes an edit that replaces the matches of an expression; {@code ^} and {@code $} are the
       * ends of a line.
       */
      static Edit of(String expression, String replacement) {
        return new Edit(Pattern.compile(expression, Pattern.MULTILINE), replacement);
      }

      @Override
      public <R, X extends Exception> R accept(Handler<R, X> handler) throws X {
        return handler.edit(this);
      }
    }

    /**
     * A case for each change, so that a new one does not compile where it is not handled.
     *
     * @param <R> what is made of a change
     * @param <X> what the cases throw
     */
    interface Handler<R, X extends Exception> {
      R remove(Remove action) throws X;

      R removeFilledFile(RemoveFilledFile action) throws X;

      R removeLinkTo(RemoveLinkTo action) throws X;

      R reset(Reset action) throws X;

      R link(Link action) throws X;

      R edit(Edit action) throws X;
    }
  }

  static ScrubRule remove(String pattern, String reason) {
    return of(pattern, new Action.Remove(), reason);
  }

  static ScrubRule of(String pattern, Action action, String reason) {
    return new ScrubRule(pattern, action, reason, Scope.EVERY_TREE);
  }

  /** Makes a rule that removes data a site may want on all nodes, from trees of packages only. */
  static ScrubRule site(String pattern, String reason) {
    return new ScrubRule(pattern, new Action.Remove(), reason, Scope.OWN_TREES);
  }
}
