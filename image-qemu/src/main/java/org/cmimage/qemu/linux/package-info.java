/**
 * Linux system calls through JNA. {@link org.cmimage.qemu.linux.LinuxHostCalls} is the port's real
 * side; nothing else in this package is public, and no other package binds the C library for files.
 */
@NullMarked
package org.cmimage.qemu.linux;

import org.jspecify.annotations.NullMarked;
