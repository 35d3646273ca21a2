/**
 * Guest sessions: sandboxes whose root is an image tree, for programs of any architecture.
 *
 * <p>Central type: {@link org.cmimage.qemu.guest.LinuxGuestSessions}. It starts {@code
 * session-init}, a small static program (sources in {@code src/main/c}) that makes the namespaces
 * and mounts, registers the emulator, and runs programs on request over two pipes. The session
 * exists as long as these pipes: when this JVM ends, however it ends, the kernel removes all of it.
 *
 * <p>Limits: must run as root. Only emulated programs see the given {@code uname -r}. Device nodes
 * cannot be made in a session, and nothing can be mounted.
 */
@NullMarked
package org.cmimage.qemu.guest;

import org.jspecify.annotations.NullMarked;
