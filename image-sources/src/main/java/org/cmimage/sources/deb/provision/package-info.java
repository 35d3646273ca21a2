/**
 * Makes a working system of a tree whose Debian packages were only unpacked.
 *
 * <p>{@link org.cmimage.sources.deb.provision.DebProvision} returns the steps and the guards. Each
 * step prepares what it can natively and leaves the rest to the image's own programs: their
 * maintainer scripts, run directly before configuration and by dpkg from then on. Every interrupted
 * step can be run again.
 *
 * <p>The order matters in one place: no account may be looked up before base-passwd has made the
 * accounts, and systemd must not write {@code /etc/shadow} before the tools of passwd have, or the
 * well-known users have no entry in it until passwd repairs that.
 *
 * <p>First the base system's pre-installation scripts run, and {@code dpkg --configure}; then those
 * of the others. {@code dpkg --unpack} takes the packages that were left to it, each once its
 * pre-dependencies are configured (docs/decisions/0017-dpkg-order.md). Then the packages that
 * contribute to the initramfs are configured. Then two sessions run at the same time: one makes the
 * only initramfs, with zstd, the other configures the rest
 * (docs/decisions/0012-initramfs-beside-configuration.md). {@code update-initramfs} is postponed
 * until then by a file laid over its configuration.
 */
@NullMarked
package org.cmimage.sources.deb.provision;

import org.jspecify.annotations.NullMarked;
