package org.cmimage.model.edit;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.cmimage.model.entity.EntityKey;
import org.cmimage.model.entity.EntityType;

/**
 * What a commit did, and what is left to do on disk.
 *
 * @param modifications what was committed, in the order of keys
 * @param removals trees to delete, after all copies
 * @param copies trees to copy, before anything is deleted
 */
public record CommitReport(
    List<Modification> modifications, List<TreeRemoval> removals, List<TreeCopy> copies) {
  /**
   * The tree of a software image that was removed with its data. No other image or part stands
   * there.
   *
   * @param image the image's former key
   * @param path an absolute path of the cluster
   * @param revisions whether the trees {@code <path>@<number>} go as well
   */
  public record TreeRemoval(EntityKey image, String path, boolean revisions) {}

  /**
   * The tree of a software image that is the clone of another.
   *
   * @param image the new image
   * @param from where the tree is, an absolute path of the cluster
   * @param to where it is to be, an absolute path of the cluster
   */
  public record TreeCopy(EntityKey image, String from, String to) {}

  public CommitReport {
    modifications = ImmutableList.copyOf(modifications);
    removals = ImmutableList.copyOf(removals);
    copies = ImmutableList.copyOf(copies);
  }

  /** How many entities of the type were removed, not counting what went along with others. */
  public long removed(EntityType type) {
    return modifications.stream()
        .filter(m -> m.key().type() == type && m.state() == Modification.State.REMOVED)
        .count();
  }

  /** How many entities of the type were added or changed. */
  public long committed(EntityType type) {
    return modifications.stream()
        .filter(m -> m.key().type() == type && m.state() != Modification.State.REMOVED)
        .count();
  }
}
