package org.cmimage.sources.deb.provision.dpkg;

import com.google.common.collect.ImmutableMap;

/**
 * The environment of maintainer scripts and of dpkg: no questions are asked, no services are
 * started, and messages have the form that is parsed.
 */
public final class GuestEnvironment {
  /** The variables that keep programs from asking questions. */
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
