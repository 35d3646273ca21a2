/**
 * System calls on files: every name is relative to an open directory. Implemented by image-qemu,
 * and by a file system in memory for tests.
 */
@NullMarked
package org.cmimage.core.syscall;

import org.jspecify.annotations.NullMarked;
