/**
 * Files that hold the exact versions of the packages that components are made of, {@code
 * docs/LOCK.md}. Central type: {@link org.cmimage.core.lockfile.LockFile}.
 */
@NullMarked
package org.cmimage.core.lockfile;

import org.jspecify.annotations.NullMarked;
