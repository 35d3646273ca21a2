package org.cmimage.model.rule;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;
import org.cmimage.model.ArchOs;
import org.cmimage.model.Distribution;

/**
 * Two relations between architectures and distributions. They differ where one side leaves the
 * point release open.
 *
 * <ul>
 *   <li>{@link #isSameAs} is an equivalence: both mean the same thing, whoever rebuilt it. {@code
 *       rocky9u3} is the same as {@code rhel9u3}; {@code rhel9} and {@code rhel9u3} are not the
 *       same.
 *   <li>{@link #satisfies} is reflexive and transitive but not symmetric: what was found may stand
 *       for what was asked for. {@code rocky9u3} satisfies {@code rhel9}, and not the other way
 *       round. Two that satisfy each other are the same.
 * </ul>
 */
public final class ArchOsMatcher {
  private ArchOsMatcher() {}

  /** Whether both mean the same architecture, distribution family and point release. */
  public static boolean isSameAs(ArchOs one, ArchOs other) {
    return one.architecture() == other.architecture()
        && one.distribution().family().equals(other.distribution().family())
        && one.distribution().pointRelease().equals(other.distribution().pointRelease());
  }

  /**
   * Whether {@code found} is what {@code requested} asks for, that is, whether there are no {@link
   * #refusals}.
   */
  public static boolean satisfies(ArchOs found, ArchOs requested) {
    return refusals(found, requested).isEmpty();
  }

  /**
   * Everything that keeps {@code found} from being what {@code requested} asks for: another
   * architecture, another distribution family, or not the point release where the request names
   * one. The point release is compared within one family only.
   *
   * @param found what a tree was found to hold
   * @param requested what the options asked for
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
