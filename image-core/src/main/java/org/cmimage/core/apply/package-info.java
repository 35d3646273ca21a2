/**
 * The effect of a cluster's entities on its head node: files that follow from them are written when
 * the entities change, and on request.
 */
@NullMarked
package org.cmimage.core.apply;

import org.jspecify.annotations.NullMarked;
