package org.cmimage.model.edit.staged;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.cmimage.model.edit.staged.Staged.Edit;
import org.cmimage.model.entity.Device;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.EntityKey;
import org.cmimage.model.entity.EntityType;
import org.cmimage.model.entity.FsExport;
import org.cmimage.model.entity.FsPart;
import org.cmimage.model.entity.Network;
import org.cmimage.model.entity.SoftwareImage;
import org.cmimage.model.rule.ProvisioningExports;
import org.cmimage.model.snapshot.ChangeSet;
import org.cmimage.model.snapshot.ClusterSnapshot;

/**
 * The cluster that results from staged edits, with everything that follows from them:
 *
 * <ul>
 *   <li>references to an entity, and the entities that belong to it, follow its new name,
 *   <li>the parts of an image are added, moved and removed with it,
 *   <li>automatic exports follow their directory and network, and are removed with them,
 *   <li>the category that was made with an image is removed with it when it is unused,
 *   <li>the entities that belong to a removed entity are removed with it.
 * </ul>
 *
 * Entities that are staged themselves stay as staged. An edit from which nothing follows is applied
 * by {@link #take(Edit, Optional)} and {@link #leave}, so that editing many entities one after
 * another does not derive the whole cluster each time. Not thread-safe.
 */
public final class Derivation {
  private final ClusterSnapshot onto;
  private final Staged staged;
  private final Set<EntityKey> formerKeys;
  private final Set<EntityKey> partsOfGone;
  private final Map<EntityKey, EntityKey> renames;
  private final IndirectEdits indirect;
  private ClusterSnapshot cluster;
  private Optional<HostAddresses> addresses = Optional.empty();
  private final Map<EntityKey, EntityKey> origins = new HashMap<>();
  private final Map<EntityKey, EntityKey> moves = new HashMap<>();
  private final Map<EntityKey, Entity> dropped = new TreeMap<>();

  private Derivation(ClusterSnapshot onto, Staged staged) {
    this.onto = onto;
    this.cluster = onto;
    this.staged = staged;
    this.formerKeys = new HashSet<>();
    staged.edits().forEach(edit -> edit.before().map(Entity::key).ifPresent(formerKeys::add));
    this.partsOfGone = new HashSet<>();
    staged.departures().forEach(gone -> partsOfGone.addAll(parts(imagePath(gone.before()))));
    this.renames = new HashMap<>(staged.renames());
    partMoves().forEach(renames::putIfAbsent);
    this.indirect = new IndirectEdits(onto, staged, renames, partsOfGone);
  }

  /** Derives the cluster that results from staged edits of a snapshot. */
  public static Derivation of(ClusterSnapshot onto, Staged staged) {
    Derivation derivation = new Derivation(onto, staged);
    Map<EntityKey, Entity> entities = new TreeMap<>();
    onto.entities().values().forEach(entity -> derivation.take(entity, entities));
    for (Edit edit : staged.edits()) {
      entities.put(edit.key(), edit.after());
      edit.former().ifPresent(former -> derivation.moved(former, edit.key()));
    }
    staged.edits().forEach(edit -> addParts(edit, entities));
    derivation.cluster = new ClusterSnapshot(onto.version(), entities);
    return derivation;
  }

  /**
   * Applies an edit that has just been staged, where nothing else follows from it.
   *
   * @param replaced the edit of the same key that was staged before
   * @return whether it was applied
   */
  public boolean take(Edit edit, Optional<Edit> replaced) {
    boolean isPlain =
        replaced.isPresent()
            ? isSamePlace(replaced.get(), edit)
            : edit.former().isEmpty() && isAlone(edit);
    if (isPlain) {
      edit.before().map(Entity::key).ifPresent(formerKeys::add);
      with(edit.after());
    }
    return isPlain;
  }

  /** Returns whether both edits have the same effect on all other entities. */
  private static boolean isSamePlace(Edit one, Edit other) {
    return one.before().equals(other.before())
        && one.original().equals(other.original())
        && imagePath(one.after()).equals(imagePath(other.after()));
  }

  /** Returns whether an edit that keeps the name has no effect on any other entity. */
  private boolean isAlone(Edit edit) {
    return switch (edit.after().type()) {
      case FS_PART -> false;
      case SOFTWARE_IMAGE ->
          edit.before().isPresent()
              && edit.before().flatMap(Derivation::imagePath).equals(imagePath(edit.after()));
      case FS_EXPORT -> indirect.isStill();
      case PARTITION, NETWORK, CATEGORY, DEVICE, ARCH_OS, FS_MOUNT -> true;
    };
  }

  /**
   * Applies the end of an entity's edit or its removal, with the entities that belong to it, where
   * nothing else follows. Neither it nor what belongs to it has another name in the store, and it
   * is not referred to.
   *
   * @param gone the entity with its edit
   * @param before the entity when its edit began; empty for a new one
   * @return whether it was applied
   */
  public boolean leave(Entity gone, Optional<Entity> before) {
    boolean isMoved =
        before.isPresent()
            && onto.owned(gone.key()).stream().anyMatch(owned -> moves.containsKey(owned.key()));
    if (!Removing.isPlain(gone.type()) || isMoved) {
      return false;
    }
    for (Entity owned : cluster.owned(gone.key())) {
      without(owned.key());
    }
    without(gone.key());
    if (before.isPresent()) {
      EntityKey key = before.get().key();
      formerKeys.remove(key);
      for (Entity owned : onto.owned(key)) {
        formerKeys.remove(owned.key());
        dropped.put(owned.key(), owned);
      }
    }
    return true;
  }

  /**
   * Applies the renaming of an entity and of the entities that belong to it. The entity is not
   * referred to, and it has another name in the store.
   */
  public void move(EntityKey from, EntityKey to) {
    for (Entity owned : cluster.owned(from)) {
      EntityKey now = to.child(owned.type(), owned.name());
      without(owned.key());
      with(References.moved(owned, now));
      shift(owned.key(), now);
    }
    without(from);
    with(staged.edit(to).orElseThrow().after());
    shift(from, to);
    for (Edit edit : staged.edits(to)) {
      edit.former().ifPresent(former -> renames.put(former, edit.key()));
      edit.former().ifPresent(formerKeys::add);
    }
  }

  private void shift(EntityKey from, EntityKey to) {
    boolean isNew = staged.edit(to).filter(edit -> edit.before().isEmpty()).isPresent();
    EntityKey origin = origin(from);
    origins.remove(from);
    if (!isNew && onto.find(origin).isPresent()) {
      moved(origin, to);
    }
  }

  /**
   * Drops an edit that left an entity equal to the stored one.
   *
   * @return whether it was dropped
   */
  public boolean forget(Edit edit) {
    boolean isUntouched = isUntouched(edit.key());
    if (isUntouched) {
      formerKeys.remove(edit.key());
    }
    return isUntouched;
  }

  /**
   * Returns whether an entity of the store would keep its stored state without an edit of its own.
   */
  public boolean isUntouched(EntityKey key) {
    return Removing.isPlain(key.type())
        && staged.departure(key).isEmpty()
        && !dropped.containsKey(key)
        && onto.find(key).filter(this::isUntouched).isPresent();
  }

  private boolean isUntouched(Entity entity) {
    boolean isStill =
        entity.type() == EntityType.FS_EXPORT
            ? indirect.isStill()
            : indirect.follow(entity, key -> true).equals(entity);
    return isStill && !indirect.isDropped(entity);
  }

  private void with(Entity entity) {
    without(entity.key());
    cluster = cluster.with(entity);
    addresses.ifPresent(known -> known.add(entity));
  }

  private void without(EntityKey key) {
    Optional<Entity> gone = cluster.find(key);
    if (gone.isPresent()) {
      cluster = cluster.without(key);
      addresses.ifPresent(known -> known.remove(gone.get()));
    }
  }

  /** Returns the addresses that hosts of {@link #cluster} have. */
  public HostAddresses addresses() {
    if (addresses.isEmpty()) {
      addresses = Optional.of(new HostAddresses(cluster));
    }
    return addresses.get();
  }

  /**
   * Adds the exports that follow from networks that begin to provision nodes, and from parts that
   * are new to the head node's exports. To be called once, when everything else is settled.
   */
  public void addExports() {
    Optional<Device> headNode = cluster.headNode();
    if (headNode.isEmpty()) {
      return;
    }
    EntityKey owner = headNode.get().key();
    List<FsExport> added = new ArrayList<>();
    for (Network network : cluster.networks()) {
      boolean isNew = !isProvisioned(onto.find(origin(network.key())));
      if (isNew) {
        added.addAll(ProvisioningExports.always(owner, network));
      }
      for (FsPart part : cluster.fsParts()) {
        if (isNew || !hasType(onto.find(origin(part.key())), part.get(FsPart.TYPE))) {
          added.addAll(ProvisioningExports.of(owner, part, network));
        }
      }
    }
    for (FsExport export : added) {
      if (cluster.find(export.key()).isEmpty()) {
        with(export);
      }
    }
  }

  private static boolean isProvisioned(Optional<Entity> network) {
    return network.filter(n -> ((Network) n).isProvisioned()).isPresent();
  }

  private static boolean hasType(Optional<Entity> part, String type) {
    return part.filter(before -> before.get(FsPart.TYPE).equals(type)).isPresent();
  }

  /** Returns the resulting cluster, with the version it was derived from. */
  public ClusterSnapshot cluster() {
    return cluster;
  }

  /** Returns the key, in the cluster this was derived from, of the entity that has this key now. */
  public EntityKey origin(EntityKey now) {
    return origins.getOrDefault(now, now);
  }

  /**
   * Returns the entity after these edits, empty when they remove it; or itself where the cluster
   * this was derived from already differs from it.
   */
  public Optional<Entity> after(Entity before) {
    if (!onto.find(before.key()).equals(Optional.of(before))) {
      return Optional.of(before);
    }
    EntityKey now = moves.getOrDefault(before.key(), before.key());
    return cluster.find(now).filter(entity -> origin(entity.key()).equals(before.key()));
  }

  /** Returns the entity that these edits add under a key that was free. */
  public Optional<Entity> added(EntityKey key) {
    return onto.find(key).isEmpty() ? cluster.find(key) : Optional.empty();
  }

  /**
   * Returns the keys of the cluster this was derived from that become free, by renaming or removal.
   */
  public Set<EntityKey> left() {
    Set<EntityKey> left = new HashSet<>(moves.keySet());
    left.addAll(dropped.keySet());
    staged.departures().forEach(departure -> left.add(departure.key()));
    return left;
  }

  /** Returns whether a key is one of {@link #left}. */
  public boolean isLeft(EntityKey key) {
    return moves.containsKey(key) || dropped.containsKey(key) || staged.departure(key).isPresent();
  }

  /** Returns the entities removed only because another entity is, as they were. */
  public Map<EntityKey, Entity> dropped() {
    return dropped;
  }

  /** Returns the changes from the cluster this was derived from to this one. */
  public ChangeSet changes() {
    return ChangeSet.between(onto, cluster());
  }

  /**
   * Returns the moves of parts along with their images, of those parts that are not staged
   * themselves and whose new path is free.
   */
  private Map<EntityKey, EntityKey> partMoves() {
    Map<EntityKey, EntityKey> partMoves = new HashMap<>();
    for (Edit edit : staged.edits()) {
      List<EntityKey> from = parts(edit.before().flatMap(Derivation::imagePath));
      List<EntityKey> to = parts(imagePath(edit.after()));
      for (int i = 0; i < Math.min(from.size(), to.size()); i++) {
        if (!formerKeys.contains(from.get(i)) && !from.get(i).equals(to.get(i))) {
          partMoves.put(from.get(i), to.get(i));
        }
      }
    }
    while (partMoves.values().removeIf(place -> isTaken(place, partMoves.keySet()))) {
      // Repeat: a part that now stays may block the moves of others.
    }
    return partMoves;
  }

  private boolean isTaken(EntityKey place, Set<EntityKey> leaving) {
    boolean isLeft =
        leaving.contains(place)
            || formerKeys.contains(place)
            || partsOfGone.contains(place)
            || staged.departure(place).isPresent();
    return staged.edit(place).isPresent() || (onto.find(place).isPresent() && !isLeft);
  }

  private void moved(EntityKey former, EntityKey now) {
    origins.put(now, former);
    moves.put(former, now);
  }

  private boolean isFreeForExport(EntityKey export) {
    return onto.find(export).isEmpty() && staged.edit(export).isEmpty();
  }

  private void take(Entity entity, Map<EntityKey, Entity> entities) {
    EntityKey key = entity.key();
    if (formerKeys.contains(key) || staged.departure(key).isPresent()) {
      return;
    }
    if (indirect.isDropped(entity)) {
      dropped.put(key, entity);
      return;
    }
    Entity followed = indirect.follow(entity, this::isFreeForExport);
    if (!followed.key().equals(key)) {
      moved(key, followed.key());
    }
    entities.put(followed.key(), followed);
  }

  /** Adds the parts a new image lacks; existing parts stay unchanged. */
  private static void addParts(Edit edit, Map<EntityKey, Entity> entities) {
    Optional<String> path = imagePath(edit.after());
    if (edit.before().isPresent() || path.isEmpty()) {
      return;
    }
    for (FsPart part : FsPart.ofImage(path.get())) {
      entities.computeIfAbsent(part.key(), key -> like(edit, part));
    }
  }

  private static Entity like(Edit edit, FsPart part) {
    return edit.original().parts().stream()
        .filter(original -> original.get(FsPart.TYPE).equals(part.get(FsPart.TYPE)))
        .map(original -> References.moved(original, part.key()))
        .findFirst()
        .orElse(part);
  }

  /**
   * Returns the keys of an image's parts, {@code image} and {@code boot}; none where there is no
   * path.
   */
  public static List<EntityKey> parts(Optional<String> imagePath) {
    return imagePath.stream()
        .flatMap(path -> FsPart.ofImage(path).stream())
        .map(FsPart::key)
        .toList();
  }

  /**
   * Returns the path of an image's tree; empty for an entity that is no image, or an image without
   * a path.
   */
  public static Optional<String> imagePath(Entity entity) {
    return entity instanceof SoftwareImage image
        ? Optional.of(image.path()).filter(path -> !path.isEmpty())
        : Optional.empty();
  }
}
