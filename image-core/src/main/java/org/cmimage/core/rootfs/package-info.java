/**
 * The only writer of image trees. {@link org.cmimage.core.rootfs.Rootfs} is an open tree, {@link
 * org.cmimage.core.rootfs.RootfsWriter} fills it from a stream of entries. Every path is resolved
 * below the tree's root; no link leads out of it.
 */
@NullMarked
package org.cmimage.core.rootfs;

import org.jspecify.annotations.NullMarked;
