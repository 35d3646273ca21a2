package org.cmimage.model.edit;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.cmimage.model.edit.staged.Derivation;
import org.cmimage.model.edit.staged.References;
import org.cmimage.model.edit.staged.Removal;
import org.cmimage.model.edit.staged.Selection;
import org.cmimage.model.edit.staged.Staged;
import org.cmimage.model.edit.staged.Use;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.EntityKey;
import org.cmimage.model.entity.EntityType;
import org.cmimage.model.entity.Property;
import org.cmimage.model.rule.ClusterRules;
import org.cmimage.model.rule.Finding;
import org.cmimage.model.snapshot.ClusterSnapshot;
import org.cmimage.model.store.ClusterStore;
import org.cmimage.model.store.StoreException;

/**
 * Staged changes to a cluster: nothing reaches the store before a commit. Not thread-safe. The
 * caller closes the store.
 *
 * <pre>{@code
 * EditSession session = EditSession.open(store);
 * EntityKey gpu = EntityKey.of(EntityType.CATEGORY, "gpu");
 * session.add(gpu);
 * session.set(gpu, Category.SOFTWARE_IMAGE, "default-image-ubuntu2404-x86_64");
 * CommitReport report = session.commit();
 * }</pre>
 */
public final class EditSession {
  private final ClusterStore store;
  private final Staging staging;

  private EditSession(ClusterStore store, ClusterSnapshot seen) {
    this.store = store;
    this.staging = new Staging(seen);
  }

  /**
   * Starts a session without edits from the present state of the store.
   *
   * @throws StoreException when it cannot be read
   */
  public static EditSession open(ClusterStore store) throws StoreException {
    return new EditSession(store, store.snapshot());
  }

  /**
   * Returns the cluster as it would be after a commit, with everything that follows from the edits.
   */
  public ClusterSnapshot cluster() {
    return staging.cluster();
  }

  /** Returns the state of the store that this session read last. */
  public ClusterSnapshot base() {
    return staging.seen();
  }

  /**
   * Reads the newest state of the store. Edits are kept, and so is what a commit compares them
   * with: the entity as it was when its edit began.
   *
   * @throws StoreException when the store cannot be read
   */
  public void look() throws StoreException {
    ClusterSnapshot newest = store.snapshot();
    if (newest.version() != staging.seen().version()) {
      staging.see(newest);
    }
  }

  /**
   * Adds an entity with default values. A software image gets the path {@code /cm/images/<name>}
   * and its two parts; a device gets the partition's default category and management network.
   *
   * @return the entity, whose key has its name in canonical spelling
   * @throws EditException when the entity exists, its owner does not, or the name is not well
   *     formed
   */
  public Entity add(EntityKey key) throws EditException {
    return staging.add(key);
  }

  /**
   * Adds a copy of an entity and of the entities that belong to it. Read-only properties, a
   * device's MAC and automatic exports are not copied. A device's IP is incremented: by the
   * difference of the numbers in both names, or else to the next free address. A software image
   * gets a path beside its original, in a directory of its own name, and parts set up as the
   * original's.
   *
   * @return the new entity
   * @throws EditException as {@link #add}, and when {@code from} does not exist
   */
  public Entity clone(EntityKey from, EntityKey to) throws EditException {
    return staging.clone(from, to);
  }

  /**
   * Sets a property. Setting the key property renames the entity: the entities that belong to it
   * and references to it follow. A renamed software image keeps its path; when its path is set, its
   * parts follow.
   *
   * @param text in any spelling that the property accepts
   * @return the entity as it is now, under its new key where it was renamed
   * @throws EditException when there is no such entity, the property is read-only or does not
   *     accept the text, or the new name is taken
   */
  public Entity set(EntityKey key, Property property, String text) throws EditException {
    return staging.set(key, property, text);
  }

  /**
   * Resets a property to its default.
   *
   * @throws EditException as {@link #set}, and for a key
   */
  public Entity clear(EntityKey key, Property property) throws EditException {
    return staging.set(key, property, property.defaultValue());
  }

  /**
   * Appends to a value: to a list of words those it does not contain yet; to a text exactly what is
   * given.
   *
   * @throws EditException as {@link #set}, and for a property with a single value
   */
  public Entity append(EntityKey key, Property property, String text) throws EditException {
    return set(key, property, ListValues.append(property, staging.require(key), text));
  }

  /**
   * Removes from a value: each of the words from a list of words; from a text the first occurrence
   * of exactly what is given.
   *
   * @throws EditException as {@link #append}, and when the value does not contain it
   */
  public Entity removeFrom(EntityKey key, Property property, String text) throws EditException {
    return set(key, property, ListValues.remove(property, staging.require(key), text));
  }

  /**
   * Removes an entity, with the entities that belong to it, its edits, an image's parts, and the
   * automatic exports of a part or network. Remaining references to it are found at commit.
   *
   * @throws EditException when there is no such entity, for the partition, and when an entity other
   *     than a software image is to be removed with data
   */
  public void remove(EntityKey key, Removal how) throws EditException {
    staging.remove(key, how);
  }

  /**
   * Returns the staged modifications, in the order of keys. An entity counts as changed also when
   * only an entity that belongs to it is staged. Changes that merely follow from an edit are not
   * listed.
   */
  public List<Modification> modified() {
    return staging.modified();
  }

  /** Returns whether the entity, or one that belongs to it, is staged. */
  public boolean isModified(EntityKey key) {
    return staging.isModified(key);
  }

  /** Returns whether any entity of the type, or one that belongs to such an entity, is staged. */
  public boolean isModified(EntityType type) {
    return staging.isModified(type);
  }

  /** Returns all findings about the cluster as it would be, errors first. */
  public List<Finding> validate() {
    return Stream.concat(staging.treesInUse().stream(), ClusterRules.validate(cluster()).stream())
        .sorted()
        .toList();
  }

  /**
   * Returns the findings of {@link #validate()} that concern the entity: about itself, the entities
   * that belong to it, and references to it.
   */
  public List<Finding> validate(EntityKey key) {
    return validate(List.of(key));
  }

  /**
   * Returns the findings of {@link #validate(EntityKey)} for several entities, each finding once.
   */
  public List<Finding> validate(Collection<EntityKey> keys) {
    Set<EntityKey> known = Set.copyOf(keys);
    return validate().stream()
        .filter(
            finding ->
                known.contains(Selection.root(finding.entity()))
                    || known.contains(finding.entity())
                    || target(finding).filter(known::contains).isPresent())
        .toList();
  }

  private Optional<EntityKey> target(Finding finding) {
    return cluster()
        .find(finding.entity())
        .flatMap(
            entity ->
                entity
                    .type()
                    .schema()
                    .find(finding.property())
                    .flatMap(property -> entity.reference(property)));
  }

  /**
   * Returns the trees that a commit of these entities would have deleted, so that the caller can
   * check first whether that is possible.
   */
  public List<CommitReport.TreeRemoval> removals(Collection<EntityKey> keys) {
    return Commit.removals(staging.selected(Set.copyOf(keys)));
  }

  /** Returns the references to the entity, in the order of keys. */
  public List<Use> usedBy(EntityKey key) {
    return References.to(cluster(), key);
  }

  /**
   * Discards all edits and reads the newest state of the store.
   *
   * @throws StoreException when the store cannot be read; the edits are kept then
   */
  public void refresh() throws StoreException {
    look();
    staging.forgetAll();
  }

  /**
   * Discards the edits of one entity and of the entities that belong to it, and reads the newest
   * state of the store. References to its new name are set back to its old one.
   *
   * @param key its present key, or for a removed entity its key in the store
   * @throws StoreException as {@link #refresh()}
   */
  public void refresh(EntityKey key) throws StoreException {
    refresh(List.of(key));
  }

  /**
   * Discards the edits of several entities, as {@link #refresh(EntityKey)} does.
   *
   * @throws StoreException as {@link #refresh()}
   */
  public void refresh(Collection<EntityKey> keys) throws StoreException {
    look();
    staging.forget(keys);
  }

  /**
   * Commits all edits, all or nothing. They are applied to the newest state of the store, so
   * changes by others to other entities are kept.
   *
   * @throws EditConflict when another session changed the same entities
   * @throws StoreException of kind {@code INVALID}, with its findings, when the cluster would not
   *     be valid; otherwise as thrown by the store. The edits are kept, and a commit can be tried
   *     again.
   */
  public CommitReport commit() throws StoreException, EditConflict {
    return commit(staging.roots());
  }

  /**
   * Commits the edits of some entities, each with the entities that belong to it, and edits of
   * others only where those have to free a name first.
   *
   * @throws EditConflict as {@link #commit()}
   * @throws StoreException as {@link #commit()}
   */
  public CommitReport commit(EntityKey... keys) throws StoreException, EditConflict {
    return commit(Arrays.asList(keys));
  }

  private CommitReport commit(Collection<EntityKey> keys) throws StoreException, EditConflict {
    Staged selected = staging.selected(Set.copyOf(keys));
    Commit commit = new Commit(selected);
    for (int attempt = 1; ; attempt++) {
      try {
        ClusterSnapshot newest = store.snapshot();
        Derivation derived = commit.onto(newest);
        ClusterSnapshot after = store.apply(derived.changes());
        staging.settle(selected, derived, after);
        return commit.report(newest, after);
      } catch (StoreException e) {
        if (e.kind() != StoreException.Kind.STALE || attempt == ClusterStore.ATTEMPTS) {
          throw e;
        }
      }
    }
  }
}
