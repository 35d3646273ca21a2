package org.cmimage.model.edit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cmimage.model.edit.CommitReport.TreeCopy;
import org.cmimage.model.edit.CommitReport.TreeRemoval;
import org.cmimage.model.edit.EditConflict.Difference;
import org.cmimage.model.edit.Staged.Departure;
import org.cmimage.model.edit.Staged.Edit;
import org.cmimage.model.entity.ClusterSnapshot;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.SoftwareImage;
import org.cmimage.model.rule.Finding;
import org.cmimage.model.store.StoreException;

/**
 * One commit: what is selected, made to the newest state of the store.
 *
 * @param selected what to commit; it does not change meanwhile
 */
record Commit(Staged selected) {
  /**
   * The cluster as it is to be.
   *
   * @throws EditConflict when another changed the same entities
   * @throws StoreException of kind {@code INVALID} when a tree that is to be deleted is in use
   */
  Derivation onto(ClusterSnapshot newest) throws EditConflict, StoreException {
    Derivation derived = Derivation.of(newest, selected);
    List<Difference> differences = Conflicts.find(newest, selected, derived);
    if (!differences.isEmpty()) {
      throw new EditConflict(differences);
    }
    List<Finding> findings = treesInUse(selected, derived.cluster());
    if (!findings.isEmpty()) {
      throw new StoreException("cannot change the cluster: " + findings.get(0), findings);
    }
    return derived;
  }

  /**
   * What was done.
   *
   * @param before the state of the store it was done to; what another removed is not counted
   */
  CommitReport report(ClusterSnapshot before) {
    Staged done = new Staged();
    List<TreeCopy> copies = new ArrayList<>();
    for (Edit edit : selected.edits()) {
      done.put(edit);
      Optional<String> to = Derivation.imagePath(edit.after());
      if (edit.original().tree().isPresent() && to.isPresent()) {
        copies.add(new TreeCopy(edit.key(), edit.original().tree().get(), to.get()));
      }
    }
    selected.departures().stream()
        .filter(departure -> before.find(departure.key()).isPresent())
        .forEach(done::put);
    return new CommitReport(Modifications.of(done), removals(done), copies);
  }

  /** The trees that are to be deleted. */
  static List<TreeRemoval> removals(Staged staged) {
    List<TreeRemoval> removals = new ArrayList<>();
    for (Departure departure : staged.departures()) {
      Optional<String> path = Derivation.imagePath(departure.before());
      if (path.isPresent() && departure.how() != Removal.ENTITY) {
        removals.add(
            new TreeRemoval(
                departure.key(), path.get(), departure.how() == Removal.WITH_REVISIONS));
      }
    }
    return removals;
  }

  /** An error for every tree that is to be deleted and belongs to what stays, too. */
  static List<Finding> treesInUse(Staged staged, ClusterSnapshot after) {
    List<Finding> findings = new ArrayList<>();
    for (TreeRemoval removal : removals(staged)) {
      for (Entity entity : after.entities().values()) {
        if (isAffected(entity, removal.path())) {
          findings.add(
              new Finding(
                  Finding.Severity.ERROR,
                  Finding.Rule.TREE_IN_USE,
                  removal.image(),
                  SoftwareImage.PATH.name(),
                  "The tree at " + removal.path() + " cannot be deleted: " + of(entity)));
        }
      }
    }
    return findings;
  }

  private static String of(Entity entity) {
    return "the " + entity.key() + " stands in it";
  }

  private static boolean isAffected(Entity entity, String tree) {
    return switch (entity.type()) {
      case SOFTWARE_IMAGE -> isIn(tree, entity.get(SoftwareImage.PATH));
      case FS_PART -> isIn(tree, entity.name());
      case PARTITION, NETWORK, CATEGORY, DEVICE, ARCH_OS, FS_MOUNT, FS_EXPORT -> false;
    };
  }

  private static boolean isIn(String tree, String path) {
    return path.equals(tree) || path.startsWith(tree + "/");
  }
}
