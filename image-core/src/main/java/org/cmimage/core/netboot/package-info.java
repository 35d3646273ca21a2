/**
 * The files that nodes fetch when they boot from the network: copies of kernels, initramfs archives
 * and loaders. Only what was made here is ever replaced or removed.
 */
@NullMarked
package org.cmimage.core.netboot;

import org.jspecify.annotations.NullMarked;
