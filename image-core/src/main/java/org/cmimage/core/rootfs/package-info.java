/**
 * An open tree: {@link org.cmimage.core.rootfs.Rootfs}. Every path is resolved below its root; no
 * link leads out of it.
 */
@NullMarked
package org.cmimage.core.rootfs;

import org.jspecify.annotations.NullMarked;
