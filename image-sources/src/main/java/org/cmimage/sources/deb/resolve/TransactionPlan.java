package org.cmimage.sources.deb.resolve;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;
import org.cmimage.sources.deb.control.BinaryPackage;

/**
 * The changes of a system's packages.
 *
 * @param unpacked the packages that are installed, upgraded or downgraded, each after its
 *     dependencies among them
 * @param changes all changes, sorted by name
 * @param heldBack packages that should be updated and are kept, sorted by name
 * @param warnings for the user
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
   * The change of one package.
   *
   * @param before the installed version; empty for a new package
   * @param after the resulting version; empty for a removed one
   * @param cause the reason
   */
  public record Change(Optional<BinaryPackage> before, Optional<BinaryPackage> after, Cause cause) {
    /** Returns the name of the package. */
    public String name() {
      return after.or(() -> before).orElseThrow().name();
    }

    /** Returns the kind of change. */
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

    /** Returns the change as apt prints it: {@code upgrade bash 5.2.15-2 -> 5.2.15-2+b8}. */
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

  /** The kinds of changes. */
  public enum Kind {
    INSTALL,
    UPGRADE,
    DOWNGRADE,
    REMOVE
  }
}
