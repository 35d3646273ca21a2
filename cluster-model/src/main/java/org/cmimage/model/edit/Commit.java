package org.cmimage.model.edit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cmimage.model.edit.CommitReport.TreeCopy;
import org.cmimage.model.edit.CommitReport.TreeRemoval;
import org.cmimage.model.edit.EditConflict.Difference;
import org.cmimage.model.edit.staged.Derivation;
import org.cmimage.model.edit.staged.Removal;
import org.cmimage.model.edit.staged.Staged;
import org.cmimage.model.edit.staged.Staged.Departure;
import org.cmimage.model.edit.staged.Staged.Edit;
import org.cmimage.model.entity.ClusterSnapshot;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.EntityKey;
import org.cmimage.model.entity.EntityType;
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
    Map<String, EntityKey> images = new HashMap<>();
    removals(staged).forEach(removal -> images.put(removal.path(), removal.image()));
    List<Finding> findings = new ArrayList<>();
    for (Entity entity : images.isEmpty() ? List.<Entity>of() : standing(after)) {
      String path = entity instanceof SoftwareImage image ? image.path() : entity.name();
      for (String at = path;
          !at.isEmpty();
          at = at.substring(0, Math.max(0, at.lastIndexOf('/')))) {
        if (images.containsKey(at)) {
          findings.add(
              new Finding(
                  Finding.Severity.ERROR,
                  Finding.Rule.TREE_IN_USE,
                  images.get(at),
                  SoftwareImage.PATH.name(),
                  "The tree at " + at + " cannot be deleted: " + of(entity)));
        }
      }
    }
    return findings.stream().sorted().toList();
  }

  /** What has a place on disk. */
  private static List<Entity> standing(ClusterSnapshot cluster) {
    List<Entity> standing = new ArrayList<>(cluster.all(EntityType.SOFTWARE_IMAGE));
    standing.addAll(cluster.all(EntityType.FS_PART));
    return standing;
  }

  private static String of(Entity entity) {
    return "the " + entity.key() + " is inside it";
  }
}
