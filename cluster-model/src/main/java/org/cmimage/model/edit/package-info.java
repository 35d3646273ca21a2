/**
 * Editing a cluster as an administrator does: step by step, and all at once when it is right.
 *
 * <p>Central type: {@link org.cmimage.model.edit.EditSession}. It keeps what was added, changed and
 * removed apart from the cluster it looks at; what the cluster would be is worked out from both
 * whenever it is asked for, together with what follows: the parts of an image stand where the image
 * stands, references follow what is renamed, and what belongs to an entity goes with it.
 *
 * <p>Every change remembers the entity as it was when the change began. A commit is made from the
 * newest state of the store: where another changed the same entities meanwhile, it is refused with
 * {@link org.cmimage.model.edit.EditConflict}; changes of other entities are merged. Nothing here
 * touches a file: trees to copy or delete are named in {@link org.cmimage.model.edit.CommitReport}.
 */
@NullMarked
package org.cmimage.model.edit;

import org.jspecify.annotations.NullMarked;
