package org.cmimage.model.edit;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.cmimage.model.edit.Staged.Edit;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.EntityKey;

/** The part of what is staged that one commit is about. */
final class Selection {
  private Selection() {}

  /** An entity is committed together with what belongs to it: the keys of such groups. */
  static EntityKey root(EntityKey key) {
    return key.owner().orElse(key);
  }

  /**
   * The edits of these entities, and those that make room for their new names. References to names
   * that are not among them are to the names in the store.
   */
  static Staged of(Staged staged, Set<EntityKey> keys) {
    Set<EntityKey> roots = new HashSet<>();
    keys.forEach(key -> roots.add(root(key)));
    while (roots.addAll(makingRoom(staged, roots))) {
      // Once more: they may take a name that still others have to leave.
    }
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
        Entity after = References.follow(edit.after(), names);
        selected.put(new Edit(edit.before(), after, edit.copyOf()));
      }
    }
    staged.departures().stream()
        .filter(departure -> roots.contains(root(departure.key())))
        .forEach(selected::put);
    return selected;
  }

  private static Set<EntityKey> makingRoom(Staged staged, Set<EntityKey> roots) {
    Predicate<EntityKey> isTaken =
        key -> roots.contains(key) && staged.edit(key).filter(Selection::isNewThere).isPresent();
    Set<EntityKey> others = new HashSet<>();
    staged
        .renames()
        .forEach(
            (former, now) -> {
              if (isTaken.test(root(former))) {
                others.add(root(now));
              }
            });
    return others;
  }

  private static boolean isNewThere(Edit edit) {
    return edit.before().isEmpty() || edit.former().isPresent();
  }
}
