/**
 * Running programs of other architectures on the head node.
 *
 * <p>The entry point is {@link org.cmimage.qemu.guest.LinuxGuestSessions}; this package has types
 * about QEMU's user emulator itself.
 */
@NullMarked
package org.cmimage.qemu;

import org.jspecify.annotations.NullMarked;
