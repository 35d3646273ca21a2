package org.cmimage.core.scrub;

import com.google.common.collect.ImmutableList;
import org.cmimage.core.scrub.ScrubRule.Action;
import org.cmimage.core.scrub.ScrubRule.Scope;

/**
 * What one machine has for itself: where it is, who makes it, and how a node gets its own.
 *
 * @param what in the plural or as a mass, as {@code ssh host keys}
 * @param madeBy the packages or programs that make it
 * @param rules where it is and what becomes of it
 * @param renewal how a node gets its own
 */
public record HostIdentity(
    String what, String madeBy, ImmutableList<ScrubRule> rules, Renewal renewal) {

  /** Things that are removed from every tree. */
  static HostIdentity of(
      String what, String madeBy, String reason, Renewal renewal, String... patterns) {
    return of(what, madeBy, reason, renewal, Scope.EVERY_TREE, patterns);
  }

  /** Things that an administrator may have put there for all nodes. */
  static HostIdentity ofSite(
      String what, String madeBy, String reason, Renewal renewal, String... patterns) {
    return of(what, madeBy, reason, renewal, Scope.OWN_TREES, patterns);
  }

  private static HostIdentity of(
      String what, String madeBy, String reason, Renewal renewal, Scope scope, String... patterns) {
    ImmutableList.Builder<ScrubRule> rules = ImmutableList.builder();
    for (String pattern : patterns) {
      rules.add(new ScrubRule(pattern, new Action.Remove(), reason, scope));
    }
    return new HostIdentity(what, madeBy, rules.build(), renewal);
  }

  /** Returns the same with a further rule. */
  HostIdentity and(String pattern, Action action) {
    ScrubRule first = rules.get(0);
    return new HostIdentity(
        what,
        madeBy,
        ImmutableList.<ScrubRule>builder()
            .addAll(rules)
            .add(new ScrubRule(pattern, action, first.reason(), first.scope()))
            .build(),
        renewal);
  }
}
