package org.cmimage.model.edit.staged;

import com.google.common.collect.Sets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.cmimage.model.edit.staged.Staged.Edit;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.EntityKey;
import org.cmimage.model.entity.Property;
import org.cmimage.model.snapshot.ClusterSnapshot;

/** The part of the staged edits that one commit covers. */
public final class Selection {
  private Selection() {}

  /** Returns the key of the group an entity is committed with: its owner, or itself. */
  public static EntityKey root(EntityKey key) {
    return key.owner().orElse(key);
  }

  /**
   * Returns the edits of these entities, and those that free their new names. References to new
   * names outside the selection are set to the names in the store.
   *
   * @param seen the cluster without any edits
   */
  public static Staged of(Staged staged, Set<EntityKey> keys, ClusterSnapshot seen) {
    Set<EntityKey> roots = new HashSet<>();
    keys.forEach(key -> roots.add(root(key)));
    Staged selected = only(staged, roots);
    Optional<EntityKey> other = makingRoom(staged, roots, seen);
    while (other.isPresent()) {
      roots.add(other.get());
      selected = only(staged, roots);
      other = makingRoom(staged, roots, seen);
    }
    return selected;
  }

  /**
   * Returns another root that has to be selected, too: without it a selected entity would take, or
   * refer to, a name that is still in use.
   */
  private static Optional<EntityKey> makingRoom(
      Staged staged, Set<EntityKey> roots, ClusterSnapshot seen) {
    Staged selected = only(staged, roots);
    Set<EntityKey> left = Derivation.of(seen, selected).left();
    Set<EntityKey> taken = taken(selected, Derivation.of(seen, staged));
    taken.removeIf(key -> seen.find(key).isEmpty() || left.contains(key));
    return taken.isEmpty()
        ? Optional.empty()
        : staged.roots().stream()
            .filter(root -> !roots.contains(root))
            .filter(root -> leaves(staged, Sets.union(roots, Set.of(root)), seen, taken))
            .findFirst();
  }

  /**
   * Returns the keys that selected entities are to have, or refer to once other entities have given
   * them up.
   */
  private static Set<EntityKey> taken(Staged selected, Derivation whole) {
    Set<EntityKey> leftToOthers = whole.left();
    leftToOthers.removeIf(key -> whole.cluster().find(key).isEmpty());
    Set<EntityKey> taken = new HashSet<>();
    for (Edit edit : selected.edits()) {
      if (edit.before().isEmpty() || edit.former().isPresent()) {
        taken.add(edit.key());
      }
      for (Property property : edit.after().type().schema().properties()) {
        edit.after().reference(property).filter(leftToOthers::contains).ifPresent(taken::add);
      }
    }
    return taken;
  }

  private static boolean leaves(
      Staged staged, Set<EntityKey> roots, ClusterSnapshot seen, Set<EntityKey> taken) {
    Set<EntityKey> left = Derivation.of(seen, only(staged, roots)).left();
    return taken.stream().anyMatch(left::contains);
  }

  private static Staged only(Staged staged, Set<EntityKey> roots) {
    Staged selected = new Staged();
    Map<EntityKey, EntityKey> names = new HashMap<>();
    staged
        .renames()
        .forEach(
            (former, now) -> {
              if (!roots.contains(root(now))) {
                names.put(now, former);
              }
            });
    for (Edit edit : staged.edits()) {
      if (roots.contains(root(edit.key()))) {
        Entity after = IndirectEdits.follow(edit.after(), names, key -> true);
        selected.put(new Edit(edit.before(), after, edit.original()));
      }
    }
    staged.departures().stream()
        .filter(departure -> roots.contains(root(staged.present(departure))))
        .forEach(selected::put);
    return selected;
  }
}
