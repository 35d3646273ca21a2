/** Tests of the squashfs reader; squashfs-tools make the images and are the oracle. */
@NullMarked
package org.cmimage.sources.squashfs;

import org.jspecify.annotations.NullMarked;
