/**
 * Editing of a cluster by an administrator: step by step, then committed at once.
 *
 * <p>Central type: {@link org.cmimage.model.edit.EditSession}. It keeps additions, changes and
 * removals apart from the cluster it reads; the resulting cluster is derived from both on demand,
 * with everything that follows: the parts of an image have the image's place, references follow
 * what is renamed, and the entities that belong to a removed one are removed with it.
 *
 * <p>Every change remembers the entity as it was when the change began. A commit starts from the
 * newest state of the store: where another session changed the same entities meanwhile, it is
 * refused with {@link org.cmimage.model.edit.EditConflict}; changes of other entities are merged.
 * No file is touched: trees to copy or delete are listed in {@link
 * org.cmimage.model.edit.CommitReport}.
 */
@NullMarked
package org.cmimage.model.edit;

import org.jspecify.annotations.NullMarked;
