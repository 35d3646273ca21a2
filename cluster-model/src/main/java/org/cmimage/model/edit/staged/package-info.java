/** Edits that are not committed yet, and what follows from them. */
@NullMarked
package org.cmimage.model.edit.staged;

import org.jspecify.annotations.NullMarked;
