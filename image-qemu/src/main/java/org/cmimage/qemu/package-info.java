/**
 * Running programs of other architectures on the head node.
 *
 * <p>The way in is {@link org.cmimage.qemu.guest.LinuxGuestSessions}; here is what concerns QEMU's
 * user emulator itself.
 */
@NullMarked
package org.cmimage.qemu;

import org.jspecify.annotations.NullMarked;
