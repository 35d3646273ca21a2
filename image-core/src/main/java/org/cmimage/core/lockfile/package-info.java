/**
 * Lock files, with the exact versions of the packages of components, {@code docs/LOCK.md}. Central
 * type: {@link org.cmimage.core.lockfile.LockFile}.
 */
@NullMarked
package org.cmimage.core.lockfile;

import org.jspecify.annotations.NullMarked;
