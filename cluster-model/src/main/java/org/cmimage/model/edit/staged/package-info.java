/** Edits that are not committed yet, and their consequences for other entities. */
@NullMarked
package org.cmimage.model.edit.staged;

import org.jspecify.annotations.NullMarked;
