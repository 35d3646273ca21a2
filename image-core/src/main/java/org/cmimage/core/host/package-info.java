/**
 * The constraints of this machine's file systems: places for trees, reasons why a tree cannot be
 * deleted, whether an image fits, and errors of the operating system with their cure.
 *
 * <p>Central type: {@link org.cmimage.core.host.TreeGuard}, the one guard for every operation that
 * deletes or replaces a tree. No type of this package changes a tree.
 */
@NullMarked
package org.cmimage.core.host;

import org.jspecify.annotations.NullMarked;
