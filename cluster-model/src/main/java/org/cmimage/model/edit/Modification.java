package org.cmimage.model.edit;

import java.util.Optional;
import org.cmimage.model.entity.EntityKey;

/**
 * What is to be done with one entity at the next commit.
 *
 * @param key the entity, under its new name and owner
 * @param former its name in the store, where it was renamed
 */
public record Modification(State state, EntityKey key, Optional<EntityKey> former) {
  /** What is done. */
  public enum State {
    ADDED,
    /** It, or something that belongs to it, is changed. */
    CHANGED,
    REMOVED
  }
}
