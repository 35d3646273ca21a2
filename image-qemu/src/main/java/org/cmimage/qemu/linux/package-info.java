/**
 * Linux system calls through JNA. {@link org.cmimage.qemu.linux.LinuxHostCalls} implements the
 * port; no other type of this package is public, and no other package binds the C library for
 * files.
 */
@NullMarked
package org.cmimage.qemu.linux;

import org.jspecify.annotations.NullMarked;
