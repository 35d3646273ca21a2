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
import org.cmimage.model.entity.ClusterSnapshot;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.EntityKey;
import org.cmimage.model.entity.EntityType;
import org.cmimage.model.entity.Property;
import org.cmimage.model.rule.ClusterRules;
import org.cmimage.model.rule.Finding;
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
   * Starts without any edit from what the store has now.
   *
   * @throws StoreException when it cannot be read
   */
  public static EditSession open(ClusterStore store) throws StoreException {
    return new EditSession(store, store.snapshot());
  }

  /** The cluster as it would be after a commit, with everything that follows from the edits. */
  public ClusterSnapshot cluster() {
    return staging.cluster();
  }

  /** The cluster as the store had it when this session last looked. */
  public ClusterSnapshot base() {
    return staging.seen();
  }

  /**
   * Takes over what others committed meanwhile. Edits stay, and so does what they are compared with
   * at a commit: the entity as it was when its edit began.
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
   * Adds an entity with default values. A software image stands at {@code /cm/images/<name>} and
   * gets its two parts; a device is in the partition's default category and management network.
   *
   * @return the entity, whose key has its name in canonical spelling
   * @throws EditException when it is there already, what it would belong to is not, or the name is
   *     not well formed
   */
  public Entity add(EntityKey key) throws EditException {
    return staging.add(key);
  }

  /**
   * Adds an entity like another one, with what belongs to that. Read-only properties, a device's
   * MAC and automatic exports are not taken over. A device's IP is counted on: by as much as the
   * numbers in both names differ, or else to the next free address. A software image stands beside
   * its original, in a directory of its own name, and its parts are set up as the original's.
   *
   * @return the new entity
   * @throws EditException as {@link #add}, and when there is no {@code from}
   */
  public Entity clone(EntityKey from, EntityKey to) throws EditException {
    return staging.clone(from, to);
  }

  /**
   * Sets a property. With another value of the key property the entity is renamed: what belongs to
   * it and what refers to it follow. A renamed software image stays at its path; when its path is
   * set, its parts follow.
   *
   * @param text in any spelling that the property takes
   * @return the entity as it is now, under its new key where it was renamed
   * @throws EditException when there is no such entity, the property is read-only or does not take
   *     the text, or the new name is taken
   */
  public Entity set(EntityKey key, Property property, String text) throws EditException {
    return staging.set(key, property, text);
  }

  /**
   * Sets a property back to its default.
   *
   * @throws EditException as {@link #set}, and for a key
   */
  public Entity clear(EntityKey key, Property property) throws EditException {
    return staging.set(key, property, property.defaultValue());
  }

  /**
   * Appends to a value: words to a list of words, those already there left out; to a text exactly
   * what is given.
   *
   * @throws EditException as {@link #set}, and for a property that takes one value
   */
  public Entity append(EntityKey key, Property property, String text) throws EditException {
    return set(key, property, ListValues.append(property, staging.require(key), text));
  }

  /**
   * Removes from a value: each of the words from a list of words; from a text the first occurrence
   * of exactly what is given.
   *
   * @throws EditException as {@link #append}, and for what is not there
   */
  public Entity removeFrom(EntityKey key, Property property, String text) throws EditException {
    return set(key, property, ListValues.remove(property, staging.require(key), text));
  }

  /**
   * Removes an entity, with what belongs to it, its edits, an image's parts, and the automatic
   * exports of a part or network. That others still refer to it, a commit finds.
   *
   * @throws EditException when there is no such entity, for the partition, and when something else
   *     than a software image is to be removed with data
   */
  public void remove(EntityKey key, Removal how) throws EditException {
    staging.remove(key, how);
  }

  /**
   * What is staged, in the order of keys. An entity counts as changed as well when only something
   * that belongs to it is staged. What merely follows from an edit is not named.
   */
  public List<Modification> modified() {
    return staging.modified();
  }

  /** Whether the entity, or something that belongs to it, is staged. */
  public boolean isModified(EntityKey key) {
    return staging.isModified(key);
  }

  /** Whether any entity of the type is. */
  public boolean isModified(EntityType type) {
    return staging.isModified(type);
  }

  /** Everything that is wrong with the cluster as it would be, errors first. */
  public List<Finding> validate() {
    return Stream.concat(staging.treesInUse().stream(), ClusterRules.validate(cluster()).stream())
        .sorted()
        .toList();
  }

  /**
   * What of {@link #validate()} concerns the entity: what is wrong with it, with what belongs to
   * it, and with references to it.
   */
  public List<Finding> validate(EntityKey key) {
    return validate(List.of(key));
  }

  /** As {@link #validate(EntityKey)}, for several entities; each finding once. */
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
   * The trees that a commit of these would have deleted, for the caller to see first whether they
   * can be.
   */
  public List<CommitReport.TreeRemoval> removals(Collection<EntityKey> keys) {
    return Commit.removals(staging.selected(Set.copyOf(keys)));
  }

  /** Who refers to the entity, in the order of keys. */
  public List<Use> usedBy(EntityKey key) {
    return References.to(cluster(), key);
  }

  /**
   * Gives up all edits and takes over what others committed.
   *
   * @throws StoreException when the store cannot be read; the edits are still there then
   */
  public void refresh() throws StoreException {
    look();
    staging.forgetAll();
  }

  /**
   * Gives up the edits of one entity and of what belongs to it, and takes over what others
   * committed. References to its new name are to its old one again.
   *
   * @param key its present key, or for what is to be removed its key in the store
   * @throws StoreException as {@link #refresh()}
   */
  public void refresh(EntityKey key) throws StoreException {
    refresh(List.of(key));
  }

  /**
   * As {@link #refresh(EntityKey)}, for several entities.
   *
   * @throws StoreException as {@link #refresh()}
   */
  public void refresh(Collection<EntityKey> keys) throws StoreException {
    look();
    staging.forget(keys);
  }

  /**
   * Commits all edits, all or nothing. They are made to the newest state of the store, so what
   * others changed in other entities stays.
   *
   * @throws EditConflict when another changed the same entities
   * @throws StoreException of kind {@code INVALID}, with its findings, when the cluster would not
   *     be valid; otherwise as the store has it. The edits are still there, and a commit can be
   *     tried again.
   */
  public CommitReport commit() throws StoreException, EditConflict {
    return commit(staging.roots());
  }

  /**
   * Commits the edits of some entities, each with what belongs to it, and with others only where
   * those have to leave a name to them.
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
        return commit.report(newest);
      } catch (StoreException e) {
        if (e.kind() != StoreException.Kind.STALE || attempt == ClusterStore.ATTEMPTS) {
          throw e;
        }
      }
    }
  }
}
