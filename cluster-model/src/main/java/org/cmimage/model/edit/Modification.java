package org.cmimage.model.edit;

import java.util.Optional;
import org.cmimage.model.entity.EntityKey;

/**
 * The staged change of one entity.
 *
 * @param key the entity, under its new name and owner
 * @param former its name in the store, where it was renamed
 */
public record Modification(State state, EntityKey key, Optional<EntityKey> former) {
  /** The kind of change. */
  public enum State {
    ADDED,
    /** The entity, or one that belongs to it, is changed. */
    CHANGED,
    REMOVED
  }
}
