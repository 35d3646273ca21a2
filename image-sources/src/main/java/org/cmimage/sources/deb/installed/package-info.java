/**
 * What the package database of a tree says: which packages are installed, in which state.
 *
 * <p>{@link org.cmimage.sources.deb.installed.InstalledPackages} is the way in. The database is of
 * a tree that others made, so every length is bounded and nothing is believed that cannot be.
 */
@NullMarked
package org.cmimage.sources.deb.installed;

import org.jspecify.annotations.NullMarked;
