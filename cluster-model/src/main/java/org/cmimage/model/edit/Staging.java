package org.cmimage.model.edit;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.cmimage.model.edit.Staged.Departure;
import org.cmimage.model.edit.Staged.Edit;
import org.cmimage.model.entity.ClusterSnapshot;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.EntityKey;
import org.cmimage.model.entity.FsPart;
import org.cmimage.model.entity.Property;
import org.cmimage.model.entity.Property.Trait;
import org.cmimage.model.rule.Finding;

/** The edits of one session over the cluster it last looked at. Not thread-safe. */
final class Staging {
  private final Staged staged = new Staged();
  private ClusterSnapshot seen;
  private Optional<Derivation> derivation = Optional.empty();
  private Optional<ClusterSnapshot> cluster = Optional.empty();

  Staging(ClusterSnapshot seen) {
    this.seen = seen;
  }

  ClusterSnapshot seen() {
    return seen;
  }

  ClusterSnapshot cluster() {
    if (cluster.isEmpty()) {
      cluster = Optional.of(derivation().cluster());
    }
    return cluster.get();
  }

  private Derivation derivation() {
    if (derivation.isEmpty()) {
      derivation = Optional.of(Derivation.of(seen, staged));
    }
    return derivation.get();
  }

  private void changed() {
    derivation = Optional.empty();
    cluster = Optional.empty();
  }

  void see(ClusterSnapshot newest) {
    seen = newest;
    forgetWhatIsDone();
  }

  /** What the store has already as it is staged needs no commit. */
  private void forgetWhatIsDone() {
    for (Departure departure : List.copyOf(staged.departures())) {
      if (seen.find(departure.key()).isEmpty()) {
        staged.forget(departure);
      }
    }
    for (Edit edit : List.copyOf(staged.edits())) {
      boolean isThere = seen.find(edit.key()).equals(Optional.of(edit.after()));
      boolean isLeft = edit.former().filter(key -> seen.find(key).isPresent()).isPresent();
      if (isThere && !isLeft && staged.departure(edit.key()).isEmpty()) {
        staged.forget(edit);
      }
    }
    changed();
  }

  Entity require(EntityKey key) throws EditException {
    return cluster().find(key).orElseThrow(() -> new EditException("there is no " + key));
  }

  /** The entity as it was when its edit began, or as it is in the store now. */
  private Optional<Entity> before(EntityKey key) {
    Optional<Edit> edit = staged.edit(key);
    if (edit.isPresent()) {
      return edit.get().before();
    }
    EntityKey origin = derivation().origin(key);
    return staged.departure(origin).isPresent() ? Optional.empty() : seen.find(origin);
  }

  Entity add(EntityKey key) throws EditException {
    EntityKey canonical = canonical(key);
    requireRoom(canonical);
    return put(new Edit(Optional.empty(), NewEntity.of(cluster(), canonical), Optional.empty()));
  }

  Entity clone(EntityKey from, EntityKey to) throws EditException {
    Entity original = require(from);
    EntityKey canonical = canonical(to);
    requireRoom(canonical);
    Map<EntityKey, Entity> clones = NewEntity.clones(cluster(), original, canonical);
    for (Entity clone : clones.values()) {
      Optional<String> copyOf = clone.key().equals(canonical) ? treeOf(original) : Optional.empty();
      put(new Edit(Optional.empty(), clone, copyOf));
    }
    return require(canonical);
  }

  /** Where the tree of an image is now, before any commit. */
  private Optional<String> treeOf(Entity image) {
    Optional<String> copyOf = staged.edit(image.key()).flatMap(Edit::copyOf);
    return copyOf.isPresent() ? copyOf : before(image.key()).flatMap(Derivation::imagePath);
  }

  private static EntityKey canonical(EntityKey key) throws EditException {
    try {
      String name = key.type().schema().key().canonical(key.name());
      return key.owner()
          .map(owner -> owner.child(key.type(), name))
          .orElseGet(() -> EntityKey.of(key.type(), name));
    } catch (IllegalArgumentException e) {
      throw new EditException("cannot add " + key + ": " + e.getMessage(), e);
    }
  }

  private void requireRoom(EntityKey key) throws EditException {
    requireNotPartition(key);
    if (cluster().find(key).isPresent()) {
      throw new EditException("there is a " + key + " already");
    }
    if (key.owner().isPresent()) {
      require(key.owner().get());
    }
  }

  private static void requireNotPartition(EntityKey key) throws EditException {
    if (key.type() == org.cmimage.model.entity.EntityType.PARTITION) {
      throw new EditException("there is one partition, base; it stays");
    }
  }

  Entity set(EntityKey key, Property property, String text) throws EditException {
    Entity entity = require(key);
    if (property.is(Trait.READ_ONLY)) {
      throw new EditException("cannot set " + property.name() + " of " + key + ": it is read-only");
    }
    Entity after;
    try {
      after = entity.with(property, text);
    } catch (IllegalArgumentException e) {
      throw new EditException(
          "cannot set " + property.name() + " of " + key + ": " + e.getMessage(), e);
    }
    return after.key().equals(key) ? change(entity, after) : rename(entity, after);
  }

  private Entity change(Entity entity, Entity after) {
    Optional<String> copyOf = staged.edit(entity.key()).flatMap(Edit::copyOf);
    Optional<Entity> before = before(entity.key());
    moveStagedParts(Derivation.imagePath(entity), Derivation.imagePath(after));
    return put(new Edit(before, after, copyOf));
  }

  /** Parts that are staged themselves stay with their image. */
  private void moveStagedParts(Optional<String> from, Optional<String> to) {
    if (from.isEmpty() || to.isEmpty() || from.equals(to)) {
      return;
    }
    List<FsPart> there = FsPart.ofImage(to.get());
    for (int i = 0; i < there.size(); i++) {
      EntityKey part = FsPart.ofImage(from.get()).get(i).key();
      EntityKey moved = there.get(i).key();
      if (staged.edit(part).isPresent() && cluster().find(moved).isEmpty()) {
        staged.rename(part, moved);
        changed();
      }
    }
  }

  private Entity rename(Entity entity, Entity after) throws EditException {
    requireRoom(after.key());
    Optional<String> copyOf = staged.edit(entity.key()).flatMap(Edit::copyOf);
    staged.put(new Edit(before(entity.key()), entity, copyOf));
    staged.rename(entity.key(), after.key());
    forgetWhatIsDone();
    return require(after.key());
  }

  private Entity put(Edit edit) {
    staged.put(edit);
    forgetWhatIsDone();
    return edit.after();
  }

  void remove(EntityKey key, Removal how) throws EditException {
    requireNotPartition(key);
    Entity entity = require(key);
    if (how != Removal.ENTITY && Derivation.imagePath(entity).isEmpty()) {
      throw new EditException("cannot remove " + key + " with data: only software images have any");
    }
    Optional<Entity> before = before(key);
    if (before.isEmpty() && staged.edit(key).isEmpty()) {
      throw new EditException("cannot remove " + key + ": it is there once its image is committed");
    }
    Set<EntityKey> parts = new HashSet<>();
    Derivation.imagePath(entity).stream()
        .flatMap(path -> FsPart.ofImage(path).stream())
        .forEach(part -> parts.add(part.key()));
    Map<EntityKey, Entity> edited = new HashMap<>();
    for (Edit edit : List.copyOf(staged.edits())) {
      if (goesWith(edit.key(), key) || parts.contains(edit.key())) {
        edit.before().ifPresent(was -> edited.put(was.key(), was));
        staged.forget(edit);
      }
    }
    for (Departure departure : List.copyOf(staged.departures())) {
      EntityKey gone = departure.key();
      boolean isChild = before.isPresent() && gone.owner().equals(Optional.of(before.get().key()));
      if (isChild) {
        edited.put(gone, departure.before());
        staged.forget(departure);
      }
    }
    if (before.isPresent()) {
      staged.put(departure(before.get(), how, edited));
    }
    forgetWhatIsDone();
  }

  private static boolean goesWith(EntityKey key, EntityKey removed) {
    return key.equals(removed) || key.owner().equals(Optional.of(removed));
  }

  private Departure departure(Entity before, Removal how, Map<EntityKey, Entity> edited) {
    staged.put(new Departure(before, how, Map.of()));
    Map<EntityKey, Entity> along = new HashMap<>(Derivation.of(seen, staged).dropped());
    along.replaceAll((key, entity) -> edited.getOrDefault(key, entity));
    return new Departure(before, how, along);
  }

  List<Modification> modified() {
    return Modifications.of(staged);
  }

  List<Finding> treesInUse() {
    return Commit.treesInUse(staged, cluster());
  }

  Set<EntityKey> roots() {
    Set<EntityKey> roots = new HashSet<>();
    staged.edits().forEach(edit -> roots.add(edit.key()));
    staged.departures().forEach(departure -> roots.add(departure.key()));
    return roots;
  }

  Staged selected(Set<EntityKey> keys) {
    return Selection.of(staged, keys);
  }

  void forgetAll() {
    staged.forget(key -> true);
    changed();
  }

  void forget(EntityKey key) {
    Set<EntityKey> keys = new HashSet<>(Set.of(key));
    for (Edit edit : List.copyOf(staged.edits())) {
      if (goesWith(edit.key(), key)) {
        edit.former().ifPresent(former -> giveBack(edit, former, keys));
        moveStagedParts(
            Derivation.imagePath(edit.after()), edit.before().flatMap(Derivation::imagePath));
      }
    }
    staged.forget(other -> keys.stream().anyMatch(gone -> goesWith(other, gone)));
    forgetWhatIsDone();
  }

  /** Whatever took the former name in the meantime goes as well. */
  private void giveBack(Edit edit, EntityKey former, Set<EntityKey> keys) {
    staged.forget(other -> goesWith(other, former));
    staged.rename(edit.key(), former);
    keys.add(former);
  }

  /** Goes on after a commit: what this session itself changed is no change by another. */
  void settle(Staged selected, Derivation own, ClusterSnapshot after) {
    for (Departure departure : List.copyOf(staged.departures())) {
      if (selected.departure(departure.key()).isPresent()) {
        staged.forget(departure);
      } else {
        Map<EntityKey, Entity> along = new HashMap<>();
        departure
            .along()
            .values()
            .forEach(was -> own.after(was).ifPresent(now -> along.put(now.key(), now)));
        staged.forget(departure);
        own.after(departure.before())
            .ifPresent(now -> staged.put(new Departure(now, departure.how(), along)));
      }
    }
    for (Edit edit : List.copyOf(staged.edits())) {
      if (selected.edit(edit.key()).isPresent()) {
        staged.forget(edit);
      } else {
        staged.put(new Edit(edit.before().flatMap(own::after), edit.after(), edit.copyOf()));
      }
    }
    see(after);
  }
}
