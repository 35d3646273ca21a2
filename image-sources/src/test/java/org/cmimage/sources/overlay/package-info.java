/** Tests of layers; the kernel's overlayfs is the oracle. */
@NullMarked
package org.cmimage.sources.overlay;

import org.jspecify.annotations.NullMarked;
