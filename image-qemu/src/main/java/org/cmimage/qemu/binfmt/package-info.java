/**
 * Entries of the kernel's binfmt_misc, which map programs to interpreters.
 *
 * <p>Central type: {@link org.cmimage.qemu.binfmt.BinfmtEntry}. A guest session registers its entry
 * in a binfmt_misc of its own; {@link org.cmimage.qemu.binfmt.BinfmtRegistry} is the head node's,
 * for kernels without private ones. Format: Linux, {@code
 * Documentation/admin-guide/binfmt-misc.rst}. Internal to image-qemu.
 */
@NullMarked
package org.cmimage.qemu.binfmt;

import org.jspecify.annotations.NullMarked;
