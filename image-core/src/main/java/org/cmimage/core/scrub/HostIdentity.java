package org.cmimage.core.scrub;

import com.google.common.collect.ImmutableList;
import java.util.stream.Stream;
import org.cmimage.core.scrub.ScrubRule.Action;

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

  /** Returns things that are removed from every tree. */
  static HostIdentity of(
      String what, String madeBy, String reason, Renewal renewal, String... patterns) {
    ImmutableList<ScrubRule> rules =
        Stream.of(patterns)
            .map(pattern -> ScrubRule.remove(pattern, reason))
            .collect(ImmutableList.toImmutableList());
    return new HostIdentity(what, madeBy, rules, renewal);
  }

  /** Returns things that an administrator may have put there for all nodes. */
  static HostIdentity ofSite(
      String what, String madeBy, String reason, Renewal renewal, String... patterns) {
    ImmutableList<ScrubRule> rules =
        Stream.of(patterns)
            .map(pattern -> ScrubRule.site(pattern, reason))
            .collect(ImmutableList.toImmutableList());
    return new HostIdentity(what, madeBy, rules, renewal);
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
