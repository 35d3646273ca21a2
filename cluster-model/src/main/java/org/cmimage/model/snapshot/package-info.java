/**
 * The whole cluster at one version, and the changes to the next.
 *
 * <p>Central types: {@link org.cmimage.model.snapshot.ClusterSnapshot}, all entities of the cluster
 * at one version, and {@link org.cmimage.model.snapshot.ChangeSet}, the entities that are put and
 * removed. Snapshots are immutable and share what they have in common. {@link
 * org.cmimage.model.snapshot.Column} computes the cells of the tables that list entities.
 */
@NullMarked
package org.cmimage.model.snapshot;

import org.jspecify.annotations.NullMarked;
