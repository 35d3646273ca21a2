/**
 * The removal of components from a cluster, and of orphans. Central types: {@link
 * org.cmimage.core.removal.ImageRemoval} for components, {@link
 * org.cmimage.core.removal.OrphanRemoval} for orphans.
 *
 * <p>Entities are removed first, in one change set; then each tree is moved to staging with one
 * rename and deleted there. So there is never an entity without its tree, and the same command
 * removes leftovers of a crash, or they become orphans.
 */
@NullMarked
package org.cmimage.core.removal;

import org.jspecify.annotations.NullMarked;
