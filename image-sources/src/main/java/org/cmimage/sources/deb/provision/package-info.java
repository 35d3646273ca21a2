/**
 * Makes a working system of a tree whose Debian packages were only unpacked.
 *
 * <p>{@link org.cmimage.sources.deb.provision.DebProvision} gives the steps and the guards. Each
 * step prepares what it can natively and leaves to the image's own programs what only they know:
 * their maintainer scripts, run directly before configuration and by dpkg from then on. Every step
 * can be run again after it was cut short.
 *
 * <p>The order matters in one place: nothing may look for an account before base-passwd has made
 * the accounts, and systemd must not write {@code /etc/shadow} before the tools of passwd have, or
 * the well-known users get no entry in it until passwd repairs that.
 */
@NullMarked
package org.cmimage.sources.deb.provision;

import org.jspecify.annotations.NullMarked;
