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
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.EntityKey;
import org.cmimage.model.entity.EntityType;
import org.cmimage.model.entity.SoftwareImage;
import org.cmimage.model.rule.Finding;
import org.cmimage.model.snapshot.ClusterSnapshot;
import org.cmimage.model.store.StoreException;

/**
 * One commit: the selected edits, applied to the newest state of the store.
 *
 * @param selected the edits to commit; unchanged during the commit
 */
record Commit(Staged selected) {
  /**
   * Returns the cluster after the commit.
   *
   * @throws EditConflict when another session changed the same entities
   * @throws StoreException of kind {@code INVALID} when a tree to delete is in use
   */
  Derivation onto(ClusterSnapshot newest) throws EditConflict, StoreException {
    Derivation derived = Derivation.of(newest, selected);
    List<Difference> differences = Conflicts.find(newest, selected, derived);
    if (!differences.isEmpty()) {
      throw new EditConflict(differences);
    }
    derived.addExports();
    List<Finding> findings = treesInUse(selected, derived.cluster());
    if (!findings.isEmpty()) {
      throw new StoreException("cannot change the cluster: " + findings.get(0), findings);
    }
    return derived;
  }

  /**
   * Returns the report of what was committed.
   *
   * @param before the state of the store before the commit; what another session removed is not
   *     counted
   * @param after the state of the store now
   */
  CommitReport report(ClusterSnapshot before, ClusterSnapshot after) {
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
    List<EntityKey> along =
        before.all(EntityType.CATEGORY).stream()
            .map(Entity::key)
            .filter(key -> after.find(key).isEmpty() && done.departure(key).isEmpty())
            .toList();
    return new CommitReport(Modifications.of(done), along, removals(done), copies);
  }

  /** Returns the trees to delete. */
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

  /** Returns an error for every tree to delete that also belongs to a remaining entity. */
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

  /** Returns the entities that have a place on disk. */
  private static List<Entity> standing(ClusterSnapshot cluster) {
    List<Entity> standing = new ArrayList<>(cluster.all(EntityType.SOFTWARE_IMAGE));
    standing.addAll(cluster.all(EntityType.FS_PART));
    return standing;
  }

  private static String of(Entity entity) {
    return "the " + entity.key() + " is inside it";
  }
}
