/** Checks of one tree, and what is kept of trees, for comparisons of images drawn at random. */
@NullMarked
package org.cmimage.endtoend.truth.tree;

import org.jspecify.annotations.NullMarked;
