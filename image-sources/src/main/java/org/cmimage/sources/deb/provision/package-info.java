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
 */
@NullMarked
package org.cmimage.sources.deb.provision;

import org.jspecify.annotations.NullMarked;
