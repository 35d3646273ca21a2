/**
 * Removing components from a cluster, and what nobody needs any more. Central types: {@link
 * org.cmimage.core.removal.ImageRemoval} for components, {@link
 * org.cmimage.core.removal.OrphanRemoval} for what no entity knows.
 *
 * <p>Entities go first, in one change set; then each tree goes away with one rename and is deleted
 * where nobody looks. So there is never an entity without its tree, and what a crash leaves is
 * cleared by the same command or as an orphan.
 */
@NullMarked
package org.cmimage.core.removal;

import org.jspecify.annotations.NullMarked;
