/** Holds the contracts of trees against the system calls of Linux. Runs as root. */
@NullMarked
package org.cmimage.qemu.linux.trees;

import org.jspecify.annotations.NullMarked;
