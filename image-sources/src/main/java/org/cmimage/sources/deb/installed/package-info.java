/**
 * The package database of a tree: which packages are installed, in which state.
 *
 * <p>{@link org.cmimage.sources.deb.installed.InstalledPackages} is the entry point. The database
 * is that of a tree that others made, so every length is bounded and implausible values are
 * refused.
 *
 * <p>The database is read through a {@code TreeView}, so that the tree need not be unpacked.
 */
@NullMarked
package org.cmimage.sources.deb.installed;

import org.jspecify.annotations.NullMarked;
