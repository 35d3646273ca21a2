package org.cmimage.core.scrub;

import static org.cmimage.core.scrub.ScrubRule.remove;

import com.google.common.collect.ImmutableList;
import org.cmimage.core.scrub.ScrubRule.Action;
import org.cmimage.core.scrub.ScrubRule.Scope;

/**
 * The rules for what building and running leave in a tree, in addition to {@link HostIdentities}.
 * They are for all distributions: where a path does not exist, its rule has no effect.
 */
final class ScrubRules {
  private static final String LEASE = "address leases and DHCP unique ids of another machine";
  private static final String INDEX = "package indices of the time and mirror of the build";
  private static final String CACHE = "a cache that its owner rebuilds";
  private static final String BACKUP = "a previous state kept by the tools that edit the file";
  private static final String LOG = "a record of the build, not of the node";
  private static final String TRANSIENT = "temporary by definition";
  private static final String GUARD = "keeps services from starting; meant for the build alone";

  static final ImmutableList<ScrubRule> ALL =
      ImmutableList.<ScrubRule>builder()
          .addAll(leases())
          .addAll(packages())
          .addAll(residue())
          .addAll(traces())
          .build();

  private ScrubRules() {}

  private static ImmutableList<ScrubRule> leases() {
    return ImmutableList.of(
        remove("var/lib/dhcp/*", LEASE),
        remove("var/lib/dhclient/*", LEASE),
        remove("var/lib/dhcpcd/*", LEASE),
        remove("etc/dhcpcd.duid", LEASE),
        remove("etc/dhcpcd.secret", LEASE),
        remove("var/lib/NetworkManager/*.lease", LEASE),
        remove("var/lib/NetworkManager/secret_key", "a secret that all nodes would share"),
        remove("var/lib/NetworkManager/seen-bssids", LEASE),
        remove("var/lib/NetworkManager/timestamps", LEASE),
        // A site may want its own name servers in every image.
        new ScrubRule(
            "etc/resolv.conf",
            new Action.RemoveFilledFile(),
            "names the servers of the network it was made in",
            Scope.OWN_TREES));
  }

  private static ImmutableList<ScrubRule> packages() {
    return ImmutableList.of(
        // Not the directory partial: the package apt has it, with an owner of its own.
        remove("var/lib/apt/lists/*_*", INDEX),
        remove("var/lib/apt/lists/lock", INDEX),
        remove("var/lib/apt/lists/auxfiles", INDEX),
        remove("var/lib/apt/lists/partial/*", INDEX),
        remove("var/cache/apt/*.bin", INDEX),
        remove("var/cache/apt/archives/*.deb", "a package archive"),
        remove("var/cache/dnf/*", INDEX),
        remove("var/cache/yum/*", INDEX),
        remove("var/cache/zypp/*", INDEX),
        remove("var/lib/dpkg/*-old", BACKUP),
        remove("var/cache/debconf/*-old", BACKUP),
        // Not the directories: packages have some, with owners of their own.
        ScrubRule.of("var/backups/**/*", new Action.RemoveFilledFile(), BACKUP),
        remove("etc/passwd-", BACKUP),
        remove("etc/group-", BACKUP),
        remove("etc/shadow-", BACKUP),
        remove("etc/gshadow-", BACKUP),
        remove("etc/subuid-", BACKUP),
        remove("etc/subgid-", BACKUP),
        remove("etc/.pwd.lock", "the lock of the tools that edit accounts"),
        remove("etc/**/*.dpkg-new", "a configuration file whose installation was cut short"),
        remove("etc/**/*.dpkg-tmp", "a configuration file whose installation was cut short"),
        remove("usr/sbin/policy-rc.d", GUARD),
        // systemd's detect_container_files: with it, a node starts neither udev nor many other
        // units.
        remove(".dockerenv", "the mark of a container, by which systemd takes a node for one"));
  }

  private static ImmutableList<ScrubRule> residue() {
    return ImmutableList.of(
        remove("var/log/journal/*", LOG),
        ScrubRule.of("var/log/**/*", new Action.RemoveFilledFile(), LOG),
        remove("var/cache/ldconfig/aux-cache", "holds inode numbers of the build's file system"),
        remove("var/cache/fontconfig/*", CACHE),
        remove("var/lib/mlocate/mlocate.db", CACHE),
        remove("var/lib/plocate/plocate.db", CACHE),
        remove("var/lib/logrotate/status", LOG),
        remove("var/lib/systemd/timers/*", LOG),
        remove("var/lib/systemd/timesync/clock", LOG),
        remove("root/.*_history", LOG),
        remove("root/.viminfo", LOG),
        remove("root/.lesshst", LOG),
        remove("home/*/.*_history", LOG),
        remove("tmp/*", TRANSIENT),
        remove("var/tmp/*", TRANSIENT),
        remove("run/*", TRANSIENT));
  }

  /** Returns the rules for data that packages' scripts record about the machine they run on. */
  private static ImmutableList<ScrubRule> traces() {
    String name = "a name that the build made up, as it has no network; a node uses its own";
    return ImmutableList.of(
        ScrubRule.of(
            "etc/postfix/main.cf",
            Action.Edit.of(
                "^myhostname\\s*=\\s*\\S+\\.UNKNOWN[ \\t]*\n?|, ?[^\\s,]+\\.UNKNOWN\\b", ""),
            name),
        ScrubRule.of("etc/mailname", Action.Edit.of("\\.UNKNOWN$", ""), name),
        ScrubRule.of(
            "etc/mdadm/mdadm.conf",
            Action.Edit.of("^# This configuration was auto-generated on .*\n?", ""),
            "the time of the build"),
        remove("root/.rnd", "randomness that all nodes would share"));
  }
}
