/**
 * The entities of a cluster: images, file system parts, categories, networks, devices, and what
 * belongs to them.
 *
 * <p>Central type: {@link org.cmimage.model.entity.Entity}, a record of property values. The {@link
 * org.cmimage.model.entity.Schema} of its {@link org.cmimage.model.entity.EntityType} defines the
 * properties, their names in the shell, the text they accept and what they refer to. Stores, shells
 * and rules use the schema and never depend on a specific type.
 *
 * <p>Each value of an entity is well formed. Whether all required values are set and references
 * have targets is checked by {@link org.cmimage.model.rule}, so that a half-edited entity can be
 * kept and shown.
 */
@NullMarked
package org.cmimage.model.entity;

import org.jspecify.annotations.NullMarked;
