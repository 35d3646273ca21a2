package org.cmimage.model.edit.staged;

import org.cmimage.model.entity.EntityKey;
import org.cmimage.model.entity.Property;

/**
 * A reference to an entity.
 *
 * @param user the referring entity
 * @param property the property with the reference
 */
public record Use(EntityKey user, Property property) {}
