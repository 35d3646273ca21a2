package org.cmimage.model.rule;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;
import org.cmimage.model.ArchOs;
import org.cmimage.model.Distribution;

/**
 * Two relations between architectures and distributions, which differ where one side has no point
 * release.
 *
 * <ul>
 *   <li>{@link #isSameAs} is an equivalence: both mean the same release, by whatever vendor. {@code
 *       rocky9u3} is the same as {@code rhel9u3}; {@code rhel9} and {@code rhel9u3} are not the
 *       same.
 *   <li>{@link #satisfies} is reflexive and transitive but not symmetric: what was found can be
 *       used for what was requested. {@code rocky9u3} satisfies {@code rhel9}, but not vice versa.
 *       Two that satisfy each other are the same.
 * </ul>
 */
public final class ArchOsMatcher {
  private ArchOsMatcher() {}

  /** Returns whether both mean the same architecture, distribution family and point release. */
  public static boolean isSameAs(ArchOs one, ArchOs other) {
    return one.architecture() == other.architecture()
        && one.distribution().family().equals(other.distribution().family())
        && one.distribution().pointRelease().equals(other.distribution().pointRelease());
  }

  /**
   * Returns whether {@code found} can be used for {@code requested}, that is, whether there are no
   * {@link #refusals}.
   */
  public static boolean satisfies(ArchOs found, ArchOs requested) {
    return refusals(found, requested).isEmpty();
  }

  /**
   * Returns all reasons why {@code found} cannot be used for {@code requested}: another
   * architecture, another distribution family, or another point release than the requested one.
   * Point releases are compared within one family only.
   *
   * @param found the content of a tree
   * @param requested the values of the options
   */
  public static List<Mismatch> refusals(ArchOs found, ArchOs requested) {
    ImmutableList.Builder<Mismatch> refusals = ImmutableList.builder();
    if (found.architecture() != requested.architecture()) {
      refusals.add(
          new Mismatch(
              "architecture",
              requested.architecture().unameName(),
              found.architecture().unameName()));
    }
    refusal(found.distribution(), requested.distribution()).ifPresent(refusals::add);
    return refusals.build();
  }

  private static Optional<Mismatch> refusal(Distribution found, Distribution requested) {
    if (!found.family().equals(requested.family())) {
      return Optional.of(new Mismatch("distribution", requested.id(), found.id()));
    }
    return found.hasPointReleaseOf(requested)
        ? Optional.empty()
        : Optional.of(new Mismatch("point release", requested.id(), found.id()));
  }
}
