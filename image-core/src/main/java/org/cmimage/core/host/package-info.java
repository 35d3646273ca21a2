/**
 * What the file systems of this machine allow: places where trees stand, what keeps a tree from
 * being deleted, whether an image fits, and refusals of the operating system in words with their
 * cure.
 *
 * <p>Central type: {@link org.cmimage.core.host.TreeGuard}, the one guard for every operation that
 * deletes or replaces a tree. Nothing here changes a tree.
 */
@NullMarked
package org.cmimage.core.host;

import org.jspecify.annotations.NullMarked;
