package org.cmimage.model.edit;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.cmimage.model.entity.EntityKey;
import org.cmimage.model.entity.EntityType;

/**
 * The result of a commit, and the work left to do on disk.
 *
 * @param modifications what was committed, in the order of keys
 * @param along unused categories that were removed with the image they were made with
 * @param removals trees to delete, after all copies
 * @param copies trees to copy, before anything is deleted
 */
public record CommitReport(
    List<Modification> modifications,
    List<EntityKey> along,
    List<TreeRemoval> removals,
    List<TreeCopy> copies) {
  /**
   * The tree of a software image that was removed with its data. No other image or part has its
   * place there.
   *
   * @param image the image's former key
   * @param path an absolute path of the cluster
   * @param revisions whether the trees {@code <path>@<number>} are deleted as well
   */
  public record TreeRemoval(EntityKey image, String path, boolean revisions) {}

  /**
   * The copy of a tree that a cloned software image needs.
   *
   * @param image the new image
   * @param from the source, an absolute path of the cluster
   * @param to the destination, an absolute path of the cluster
   */
  public record TreeCopy(EntityKey image, String from, String to) {}

  public CommitReport {
    modifications = ImmutableList.copyOf(modifications);
    along = ImmutableList.copyOf(along);
    removals = ImmutableList.copyOf(removals);
    copies = ImmutableList.copyOf(copies);
  }

  /**
   * Returns how many entities of the type were removed, not counting those removed along with
   * others.
   */
  public long removed(EntityType type) {
    return modifications.stream()
        .filter(m -> m.key().type() == type && m.state() == Modification.State.REMOVED)
        .count();
  }

  /** Returns how many entities of the type were added or changed. */
  public long committed(EntityType type) {
    return modifications.stream()
        .filter(m -> m.key().type() == type && m.state() != Modification.State.REMOVED)
        .count();
  }
}
