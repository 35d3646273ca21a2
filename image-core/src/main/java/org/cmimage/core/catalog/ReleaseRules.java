package org.cmimage.core.catalog;

import com.google.common.collect.ImmutableSet;
import java.time.Duration;
import java.util.Set;

/**
 * The checks of a repository's Release file, in addition to its signature.
 *
 * @param validUntil whether an index past its {@code Valid-Until} is refused; off only for archived
 *     releases
 * @param date whether its time is compared with this machine's at all
 * @param future how far in the future its {@code Date} may be
 * @param named whether it has to be of the requested suite; otherwise that is a warning
 * @param byHash how its indices are addressed
 * @param signers the only accepted keys, as fingerprints in upper case; one that ends in {@code !}
 *     does not include its subkeys; empty for all keys of the keyrings
 */
public record ReleaseRules(
    boolean validUntil,
    boolean date,
    Duration future,
    boolean named,
    ByHash byHash,
    Set<String> signers) {
  /** Everything is checked. */
  public static final ReleaseRules DEFAULT =
      new ReleaseRules(true, true, Duration.ofMinutes(10), true, ByHash.AS_OFFERED, Set.of());

  public ReleaseRules {
    signers = ImmutableSet.copyOf(signers);
  }

  /** How indices are addressed (sources.list(5), {@code By-Hash}). */
  public enum ByHash {
    /** By their digests where the Release file announces support for it. */
    AS_OFFERED,
    /** By their digests, whether the Release file announces it or not. */
    ALWAYS,
    /** By their names. */
    NEVER
  }

  /** Returns the same rules with another value of {@code validUntil}. */
  public ReleaseRules withValidUntil(boolean value) {
    return new ReleaseRules(value, date, future, named, byHash, signers);
  }
}
