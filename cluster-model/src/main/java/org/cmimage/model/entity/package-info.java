/**
 * What a cluster consists of: images, file system parts, categories, networks, devices, and what
 * belongs to them.
 *
 * <p>Central types: {@link org.cmimage.model.entity.ClusterSnapshot}, everything the cluster holds
 * at one version, and {@link org.cmimage.model.entity.ChangeSet}, what leads to the next one. An
 * {@link org.cmimage.model.entity.Entity} is a record of property values; the {@link
 * org.cmimage.model.entity.Schema} of its {@link org.cmimage.model.entity.EntityType} says which
 * properties there are, what they are called in the shell, what text they take and what they refer
 * to. Stores, shells and rules work from the schema and never ask which type they have at hand.
 *
 * <p>An entity's values are always well formed one by one. Whether all that is required is set and
 * whether references lead somewhere is a matter of {@link org.cmimage.model.rule}, so that a
 * half-edited entity can be held and shown.
 */
@NullMarked
package org.cmimage.model.entity;

import org.jspecify.annotations.NullMarked;
