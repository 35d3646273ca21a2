package org.cmimage.sources.deb.resolve;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;
import org.cmimage.sources.deb.control.BinaryPackage;

/**
 * How the packages of a system change.
 *
 * @param unpacked the packages that are installed, upgraded or downgraded, each after what it needs
 *     of them
 * @param changes all changes, sorted by name
 * @param heldBack packages that were to be updated and stay as they are, sorted by name
 * @param warnings what the user should know
 */
public record TransactionPlan(
    List<BinaryPackage> unpacked,
    List<Change> changes,
    List<BinaryPackage> heldBack,
    List<String> warnings) {
  public TransactionPlan {
    unpacked = ImmutableList.copyOf(unpacked);
    changes = ImmutableList.copyOf(changes);
    heldBack = ImmutableList.copyOf(heldBack);
    warnings = ImmutableList.copyOf(warnings);
  }

  /**
   * One package that changes.
   *
   * @param before what is installed; empty for a new package
   * @param after what will be; empty for one that is removed
   * @param cause why
   */
  public record Change(Optional<BinaryPackage> before, Optional<BinaryPackage> after, Cause cause) {
    /** Returns the name of the package. */
    public String name() {
      return after.or(() -> before).orElseThrow().name();
    }

    /** Returns what happens. */
    public Kind kind() {
      if (before.isEmpty()) {
        return Kind.INSTALL;
      }
      if (after.isEmpty()) {
        return Kind.REMOVE;
      }
      int order = after.get().version().compareTo(before.get().version());
      return order < 0 ? Kind.DOWNGRADE : Kind.UPGRADE;
    }

    /** As apt prints it: {@code upgrade bash 5.2.15-2 -> 5.2.15-2+b8}. */
    @Override
    public String toString() {
      return switch (kind()) {
        case INSTALL -> "install " + after.orElseThrow();
        case REMOVE -> "remove " + before.orElseThrow();
        case UPGRADE, DOWNGRADE ->
            (kind() == Kind.UPGRADE ? "upgrade " : "downgrade ")
                + before.orElseThrow()
                + " -> "
                + after.orElseThrow().version();
      };
    }
  }

  /** What happens to a package. */
  public enum Kind {
    INSTALL,
    UPGRADE,
    DOWNGRADE,
    REMOVE
  }
}
