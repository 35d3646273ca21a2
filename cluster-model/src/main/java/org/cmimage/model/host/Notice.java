package org.cmimage.model.host;

import org.cmimage.model.entity.EntityKey;

/**
 * A reason why an entity has no effect on the head node's files.
 *
 * @param entity the entity
 * @param fact one sentence without its full stop
 */
public record Notice(EntityKey entity, String fact) {
  @Override
  public String toString() {
    return entity + ": " + fact;
  }
}
