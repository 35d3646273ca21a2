package org.cmimage.sources.deb.provision.dpkg;

import com.google.common.collect.ImmutableMap;

/**
 * The environment of maintainer scripts and of dpkg: nothing asks, nothing starts, messages are
 * those that are parsed.
 */
public final class GuestEnvironment {
  /** What keeps programs from asking. */
  public static final ImmutableMap<String, String> QUIET =
      ImmutableMap.<String, String>builder()
          .put("DEBIAN_FRONTEND", "noninteractive")
          .put("DEBCONF_NONINTERACTIVE_SEEN", "true")
          .put("DEBCONF_NOWARNINGS", "yes")
          .put("NEEDRESTART_SUSPEND", "1")
          .put("SYSTEMD_OFFLINE", "1")
          .put("LC_ALL", "C.UTF-8")
          .put("HOME", "/root")
          .put("TERM", "dumb")
          .buildOrThrow();

  private GuestEnvironment() {}
}
