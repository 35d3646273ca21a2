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
 *
 * <p>{@code session-init} has 18 KB and no C library. It makes user, mount, pid, ipc, uts and
 * network namespaces, registers the emulator in the user namespace's own binfmt_misc (kernel 6.7
 * and newer), pivots into the tree and runs one command after another. {@code cm-image shell} has
 * it attach a program to the user's terminal or streams (docs/decisions/0004-guest-sessions.md,
 * 0021-a-shell-in-an-image.md).
 */
@NullMarked
package org.cmimage.qemu.guest;

import org.jspecify.annotations.NullMarked;
