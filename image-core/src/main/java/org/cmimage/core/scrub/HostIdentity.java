package org.cmimage.core.scrub;

import com.google.common.collect.ImmutableList;
import java.util.stream.Stream;
import org.cmimage.core.scrub.ScrubRule.Action;

/**
 * A kind of data that identifies one machine, with its places, its maker, and how a node gets its
 * own.
 *
 * @param what in the plural or as a mass noun, as {@code ssh host keys}
 * @param madeBy the packages or programs that make it
 * @param rules its places, and the actions there
 * @param renewal how a node gets its own
 */
public record HostIdentity(
    String what, String madeBy, ImmutableList<ScrubRule> rules, Renewal renewal) {

  /** Makes an identity that is removed from every tree. */
  static HostIdentity of(
      String what, String madeBy, String reason, Renewal renewal, String... patterns) {
    ImmutableList<ScrubRule> rules =
        Stream.of(patterns)
            .map(pattern -> ScrubRule.remove(pattern, reason))
            .collect(ImmutableList.toImmutableList());
    return new HostIdentity(what, madeBy, rules, renewal);
  }

  /** Makes an identity that an administrator may have set for all nodes. */
  static HostIdentity ofSite(
      String what, String madeBy, String reason, Renewal renewal, String... patterns) {
    ImmutableList<ScrubRule> rules =
        Stream.of(patterns)
            .map(pattern -> ScrubRule.site(pattern, reason))
            .collect(ImmutableList.toImmutableList());
    return new HostIdentity(what, madeBy, rules, renewal);
  }

  /** Returns a copy with a further rule. */
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
