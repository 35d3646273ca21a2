/** Removal is tried on trees in memory and on what kills leave of them. */
@NullMarked
package org.cmimage.core.removal;

import org.jspecify.annotations.NullMarked;
