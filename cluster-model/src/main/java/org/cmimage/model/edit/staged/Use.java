package org.cmimage.model.edit.staged;

import org.cmimage.model.entity.EntityKey;
import org.cmimage.model.entity.Property;

/**
 * One reference to an entity.
 *
 * @param user who refers to it
 * @param property by which of its properties
 */
public record Use(EntityKey user, Property property) {}
