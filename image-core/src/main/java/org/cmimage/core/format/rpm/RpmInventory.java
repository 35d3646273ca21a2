package org.cmimage.core.format.rpm;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.tree.TreePath;
import org.cmimage.model.Distribution;

/**
 * A summary of a tree's rpm database. Immutable.
 *
 * @param database the file that was read
 * @param others further databases of the tree, which were not read
 * @param packages number of packages, without public keys
 * @param byArchitecture number of packages of each architecture, including {@code noarch}
 * @param firstOf of each architecture some names, the first in alphabetical order
 * @param release the package that identifies the distribution, such as {@code rocky-release}; empty
 *     if there is none, or several that contradict each other
 */
public record RpmInventory(
    TreePath database,
    List<TreePath> others,
    int packages,
    SortedMap<String, Integer> byArchitecture,
    SortedMap<String, List<String>> firstOf,
    Optional<RpmPackage> release) {

  /**
   * Reads the database of a tree; empty if there is none.
   *
   * @throws org.cmimage.core.fault.FaultException with {@link
   *     org.cmimage.core.fault.ErrorCode#IMAGE_INCOMPLETE} for a database that is damaged or
   *     exceeds the limits
   * @throws IOException where the tree cannot be read
   */
  public static Optional<RpmInventory> of(Rootfs tree) throws IOException {
    Optional<RpmDatabase> database = RpmDatabase.open(tree);
    if (database.isEmpty()) {
      return Optional.empty();
    }
    try (RpmDatabase opened = database.get()) {
      InventoryCount count = new InventoryCount();
      opened.read(count::take);
      return Optional.of(count.inventory(opened.path(), opened.others()));
    }
  }

  /**
   * Lists the packages of a tree, without public keys; empty if there is no database.
   *
   * @throws org.cmimage.core.fault.FaultException as {@link #of}
   */
  public static Optional<List<RpmPackage>> list(Rootfs tree) throws IOException {
    Optional<RpmDatabase> database = RpmDatabase.open(tree);
    if (database.isEmpty()) {
      return Optional.empty();
    }
    List<RpmPackage> all = new ArrayList<>();
    try (RpmDatabase opened = database.get()) {
      opened.read(all::add);
    }
    all.removeIf(RpmPackage::isPublicKey);
    return Optional.of(all);
  }

  /** Returns the distribution with point release that the {@link #release} package identifies. */
  public Optional<Distribution> distribution() {
    return release.flatMap(ReleasePackages::distribution);
  }
}
