package org.cmimage.core.scrub;

import static org.cmimage.core.scrub.ScrubRule.remove;

import com.google.common.collect.ImmutableList;
import org.cmimage.core.scrub.ScrubRule.Action;

/**
 * The rules that hold for every distribution: where a thing does not exist, its rule has no effect.
 */
final class ScrubRules {
  private static final String NODE_ID = "identifies one machine; every node makes its own";
  private static final String RANDOM = "randomness that all nodes would share";
  private static final String LEASE = "address leases and DHCP unique ids of another machine";
  private static final String INDEX = "package indices of the time and mirror of the build";
  private static final String CACHE = "a cache that its owner rebuilds";
  private static final String BACKUP = "a previous state kept by the tools that edit the file";
  private static final String LOG = "a record of the build, not of the node";
  private static final String TRANSIENT = "temporary by definition";
  private static final String GUARD = "keeps services from starting; meant for the build alone";

  static final ImmutableList<ScrubRule> ALL =
      ImmutableList.<ScrubRule>builder()
          .addAll(identity())
          .addAll(leases())
          .addAll(packages())
          .addAll(residue())
          .build();

  private ScrubRules() {}

  private static ImmutableList<ScrubRule> identity() {
    return ImmutableList.of(
        // Empty, not absent: machine-id(5) has systemd fill an empty file at each boot without
        // taking that for the first boot, which would
        // apply presets to all units and ask for settings on the console.
        new ScrubRule("etc/machine-id", new Action.Reset("", 0444, true), NODE_ID),
        new ScrubRule(
            "var/lib/dbus/machine-id",
            new Action.Link("/etc/machine-id"),
            "must be the same as systemd's machine id"),
        new ScrubRule(
            "etc/hostname",
            new Action.Reset("localhost\n", 0644, true),
            "the node is told its name at boot"),
        new ScrubRule(
            "etc/iscsi/initiatorname.iscsi",
            new Action.Reset("GenerateName=yes\n", 0600, false),
            "an iSCSI name must be unique"),
        remove(
            "etc/ssh/ssh_host_*_key",
            "a private key that all nodes would share; made at boot where it is missing"),
        remove("etc/ssh/ssh_host_*_key.pub", "belongs to a private key that is removed"),
        remove("etc/nvme/hostnqn", NODE_ID),
        remove("etc/nvme/hostid", NODE_ID),
        remove("etc/hostid", NODE_ID),
        remove("etc/krb5.keytab", "the keys of one host"),
        remove("etc/lvm/devices/system.devices", "names the disks of one machine"),
        remove(
            "etc/udev/rules.d/70-persistent-net.rules",
            "names the network interfaces of one machine"),
        remove("var/lib/systemd/random-seed", RANDOM),
        remove("var/lib/urandom/random-seed", RANDOM),
        remove("var/lib/random-seed", RANDOM),
        remove("boot/loader/random-seed", RANDOM),
        remove("var/lib/systemd/credential.secret", "a secret that all nodes would share"),
        remove("var/lib/cloud/*", "the state of one cloud instance"));
  }

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
        new ScrubRule(
            "etc/resolv.conf",
            new Action.RemoveFilledFile(),
            "names the servers of the network it was made in"));
  }

  private static ImmutableList<ScrubRule> packages() {
    return ImmutableList.of(
        // Not the directory partial: apt brings it, with an owner of its own.
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
        remove("var/backups/*", BACKUP),
        remove("etc/passwd-", BACKUP),
        remove("etc/group-", BACKUP),
        remove("etc/shadow-", BACKUP),
        remove("etc/gshadow-", BACKUP),
        remove("etc/subuid-", BACKUP),
        remove("etc/subgid-", BACKUP),
        remove("etc/.pwd.lock", "the lock of the tools that edit accounts"),
        remove("etc/**/*.dpkg-new", "a configuration file whose installation was cut short"),
        remove("etc/**/*.dpkg-tmp", "a configuration file whose installation was cut short"),
        remove("usr/sbin/policy-rc.d", GUARD));
  }

  private static ImmutableList<ScrubRule> residue() {
    return ImmutableList.of(
        remove("var/log/journal/*", LOG),
        new ScrubRule("var/log/**/*", new Action.RemoveFilledFile(), LOG),
        remove("var/cache/ldconfig/aux-cache", "holds inode numbers of the build's file system"),
        remove("var/cache/fontconfig/*", CACHE),
        remove("var/lib/mlocate/mlocate.db", CACHE),
        remove("var/lib/plocate/plocate.db", CACHE),
        remove("var/lib/logrotate/status", LOG),
        remove("var/lib/systemd/timers/*", LOG),
        remove("root/.bash_history", LOG),
        remove("tmp/*", TRANSIENT),
        remove("var/tmp/*", TRANSIENT),
        remove("run/*", TRANSIENT));
  }
}
