package org.cmimage.model.edit;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.cmimage.model.edit.staged.Derivation;
import org.cmimage.model.edit.staged.References;
import org.cmimage.model.edit.staged.Removal;
import org.cmimage.model.edit.staged.Removing;
import org.cmimage.model.edit.staged.Selection;
import org.cmimage.model.edit.staged.Staged;
import org.cmimage.model.edit.staged.Staged.Departure;
import org.cmimage.model.edit.staged.Staged.Edit;
import org.cmimage.model.edit.staged.Staged.Original;
import org.cmimage.model.edit.staged.Use;
import org.cmimage.model.entity.Device;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.EntityKey;
import org.cmimage.model.entity.EntityType;
import org.cmimage.model.entity.Property;
import org.cmimage.model.rule.Finding;
import org.cmimage.model.snapshot.ClusterSnapshot;

/** The edits of one session over the cluster it read last. Not thread-safe. */
final class Staging {
  private final Staged staged = new Staged();
  private ClusterSnapshot seen;
  private Optional<Derivation> derivation = Optional.empty();

  Staging(ClusterSnapshot seen) {
    this.seen = seen;
  }

  ClusterSnapshot seen() {
    return seen;
  }

  ClusterSnapshot cluster() {
    return derivation().cluster();
  }

  private Derivation derivation() {
    if (derivation.isEmpty()) {
      derivation = Optional.of(Derivation.of(seen, staged));
    }
    return derivation.get();
  }

  private void changed() {
    derivation = Optional.empty();
  }

  void see(ClusterSnapshot newest) {
    seen = newest;
    forgetWhatIsDone();
  }

  /** Drops the edits that the store already contains: they need no commit. */
  private void forgetWhatIsDone() {
    changed();
    for (Departure departure : List.copyOf(staged.departures())) {
      if (seen.find(departure.key()).isEmpty()) {
        staged.forget(departure);
      }
    }
    for (Edit edit : List.copyOf(staged.edits())) {
      if (isDone(edit)) {
        staged.forget(edit);
      }
    }
    changed();
  }

  private boolean isDone(Edit edit) {
    boolean isChange = edit.before().isPresent() && edit.former().isEmpty();
    Optional<Entity> after = Optional.of(edit.after());
    return isChange
        && seen.find(edit.key()).equals(after)
        && (derivation().isUntouched(edit.key())
            || Derivation.of(seen, staged.without(edit)).cluster().find(edit.key()).equals(after));
  }

  Entity require(EntityKey key) throws EditException {
    return cluster().find(key).orElseThrow(() -> new EditException("there is no " + key));
  }

  /** Returns the entity as it was when its edit began, or as it is in the store now. */
  private Optional<Entity> before(EntityKey key) {
    Optional<Edit> edit = staged.edit(key);
    if (edit.isPresent()) {
      return edit.get().before();
    }
    EntityKey origin = derivation().origin(key);
    boolean isNew = origin.equals(key) && derivation().isLeft(key);
    return isNew ? Optional.empty() : seen.find(origin);
  }

  Entity add(EntityKey key) throws EditException {
    EntityKey canonical = EditRules.canonical(key);
    requireRoom(canonical);
    return put(new Edit(Optional.empty(), NewEntity.of(cluster(), canonical), Original.NONE));
  }

  Entity clone(EntityKey from, EntityKey to) throws EditException {
    Entity original = require(from);
    EntityKey canonical = EditRules.canonical(to);
    requireRoom(canonical);
    Map<EntityKey, Entity> clones = NewEntity.clones(cluster(), original, canonical);
    if (original.type() == EntityType.DEVICE) {
      clones.computeIfPresent(canonical, (key, clone) -> withAddress(clone, original));
    }
    Original originalOf = new Original(treeOf(original), partsOf(original));
    for (Entity clone : clones.values()) {
      boolean isOwned = !clone.key().equals(canonical);
      put(new Edit(Optional.empty(), clone, isOwned ? Original.NONE : originalOf));
    }
    return require(canonical);
  }

  private Entity withAddress(Entity clone, Entity original) {
    return derivation()
        .addresses()
        .behind(cluster(), original, clone.name())
        .map(ip -> clone.with(Device.IP, ip))
        .orElse(clone);
  }

  private List<Entity> partsOf(Entity image) {
    return Derivation.parts(Derivation.imagePath(image)).stream()
        .flatMap(key -> cluster().find(key).stream())
        .toList();
  }

  /** Returns the path of an image's tree before any commit. */
  private Optional<String> treeOf(Entity image) {
    return staged
        .edit(image.key())
        .flatMap(clone -> clone.original().tree())
        .or(() -> before(image.key()).flatMap(Derivation::imagePath));
  }

  private void requireRoom(EntityKey key) throws EditException {
    EditRules.requireNotPartition(key);
    if (cluster().find(key).isPresent()) {
      throw new EditException("there is a " + key + " already");
    }
    if (key.owner().isPresent()) {
      require(key.owner().get());
    }
  }

  Entity set(EntityKey key, Property property, String text) throws EditException {
    Entity entity = require(key);
    EditRules.requireSettable(entity, property);
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
    Original original = original(entity.key());
    Optional<Entity> before = before(entity.key());
    moveStagedParts(Derivation.imagePath(entity), Derivation.imagePath(after));
    return put(new Edit(before, after, original));
  }

  private Original original(EntityKey key) {
    return staged.edit(key).map(Edit::original).orElse(Original.NONE);
  }

  /**
   * Moves parts that are staged themselves, and staged references to parts, along with the image.
   */
  private void moveStagedParts(Optional<String> from, Optional<String> to) {
    List<EntityKey> parts = Derivation.parts(from);
    List<EntityKey> places = Derivation.parts(to);
    for (int i = 0; i < Math.min(parts.size(), places.size()); i++) {
      if (cluster().find(parts.get(i)).isPresent() && cluster().find(places.get(i)).isEmpty()) {
        rename(parts.get(i), places.get(i));
      }
    }
  }

  private Entity rename(Entity entity, Entity after) throws EditException {
    EditRules.requireName(after.name());
    requireRoom(after.key());
    EditRules.requireNotPartOfImage(cluster(), entity);
    if (renameAlone(entity, after.key())) {
      return require(after.key());
    }
    staged.put(new Edit(before(entity.key()), entity, original(entity.key())));
    rename(entity.key(), after.key());
    forgetWhatIsDone();
    return require(after.key());
  }

  /** Renames an entity that no other refers to or depends on. Returns whether it did. */
  private boolean renameAlone(Entity entity, EntityKey to) {
    EntityKey from = entity.key();
    Optional<Entity> before = before(from);
    boolean isBack = before.map(Entity::key).equals(Optional.of(to));
    if (isBack || !Removing.isPlain(from.type()) || !References.to(cluster(), from).isEmpty()) {
      return false;
    }
    Derivation now = derivation();
    staged.put(new Edit(before, entity, original(from)));
    staged.rename(from, to, key -> true, staged.edits(from));
    now.move(from, to);
    return true;
  }

  private void rename(EntityKey from, EntityKey to) {
    ClusterSnapshot now = cluster();
    List<Use> uses = References.to(now, from);
    staged.rename(from, to, key -> now.find(key).isEmpty(), List.copyOf(staged.edits()));
    changed();
    keep(uses, to.name());
  }

  /**
   * Stages references whose name would otherwise change: those to a name that only this session
   * gave, by entities that are not staged.
   */
  private void keep(List<Use> uses, String name) {
    for (Use use : uses) {
      Optional<Entity> user = cluster().find(use.user());
      if (user.isPresent() && !user.get().get(use.property()).equals(name)) {
        Entity kept = user.get().with(use.property(), name);
        staged.put(new Edit(before(use.user()), kept, original(use.user())));
        changed();
      }
    }
  }

  private Entity put(Edit edit) {
    Optional<Edit> replaced = staged.edit(edit.key());
    Derivation now = derivation();
    staged.put(edit);
    if (!now.take(edit, replaced)) {
      forgetWhatIsDone();
    } else if (edit.before().isPresent() && isDone(edit)) {
      staged.forget(edit);
      if (!now.forget(edit)) {
        changed();
      }
    }
    return edit.after();
  }

  void remove(EntityKey key, Removal how) throws EditException {
    EditRules.requireNotPartition(key);
    Entity entity = require(key);
    EditRules.requireData(entity, how);
    Optional<Entity> before = before(key);
    EditRules.requireNotPartOfNewImage(staged, key);
    List<Use> uses = References.to(cluster(), key);
    Derivation now = derivation();
    boolean isKnownOtherwise =
        staged.edits(key).stream().anyMatch(edit -> edit.former().isPresent())
            || before.filter(was -> seen.find(was.key()).isEmpty()).isPresent();
    new Removing(staged, seen).remove(entity, before, how);
    if (isKnownOtherwise || !uses.isEmpty() || !now.leave(entity, before)) {
      changed();
      keep(uses, key.name());
      forgetWhatIsDone();
    }
  }

  List<Modification> modified() {
    return Modifications.of(staged);
  }

  boolean isModified(EntityKey key) {
    return staged.isModified(key);
  }

  boolean isModified(EntityType type) {
    return staged.isModified(type);
  }

  List<Finding> treesInUse() {
    return Commit.treesInUse(staged, cluster());
  }

  Staged selected(Set<EntityKey> keys) {
    return Selection.of(staged, keys, seen);
  }

  Set<EntityKey> roots() {
    return staged.roots();
  }

  void forgetAll() {
    staged.forget(key -> true);
    changed();
  }

  void forget(Collection<EntityKey> keys) {
    for (EntityKey key : keys) {
      if (!forgetAlone(key)) {
        forget(key);
      }
    }
    forgetWhatIsDone();
  }

  /** Discards the edits of an entity from which no other change follows. Returns whether it did. */
  private boolean forgetAlone(EntityKey key) {
    List<Edit> edits = staged.edits(key);
    boolean isAlone =
        Removing.isPlain(key.type()) && edits.stream().allMatch(edit -> edit.former().isEmpty());
    if (isAlone) {
      edits.forEach(staged::forget);
      staged.departures(key).stream()
          .filter(gone -> Removing.isOrBelongsTo(staged.present(gone), key))
          .forEach(staged::forget);
      changed();
    }
    return isAlone;
  }

  private void forget(EntityKey key) {
    Set<EntityKey> keys = new HashSet<>(Set.of(key));
    for (Edit edit : List.copyOf(staged.edits())) {
      if (Removing.isOrBelongsTo(edit.key(), key)) {
        edit.former().ifPresent(former -> giveBack(edit, former, keys));
        moveStagedParts(
            Derivation.imagePath(edit.after()), edit.before().flatMap(Derivation::imagePath));
      }
    }
    staged.forget(other -> keys.stream().anyMatch(gone -> Removing.isOrBelongsTo(other, gone)));
    forgetWhatIsDone();
  }

  /**
   * Gives an entity its former name back; edits of any entity that took the name meanwhile are
   * discarded.
   */
  private void giveBack(Edit edit, EntityKey former, Set<EntityKey> keys) {
    staged.forget(other -> Removing.isOrBelongsTo(other, former));
    rename(edit.key(), former);
    keys.add(former);
  }

  /**
   * Updates the session after a commit, so that its own changes do not count as changes by another.
   */
  void settle(Staged selected, Derivation own, ClusterSnapshot after) {
    Set<EntityKey> committed = selected.roots();
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
      if (committed.contains(Selection.root(edit.key()))) {
        staged.forget(edit);
      } else {
        Optional<Entity> before =
            edit.before().isPresent() ? edit.before().flatMap(own::after) : own.added(edit.key());
        staged.put(new Edit(before, edit.after(), edit.original()));
      }
    }
    see(after);
  }
}
