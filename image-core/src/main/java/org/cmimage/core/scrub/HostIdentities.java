package org.cmimage.core.scrub;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import org.cmimage.core.scrub.Renewal.AtBoot;
import org.cmimage.core.scrub.Renewal.BySite;
import org.cmimage.core.scrub.Renewal.ByUser;
import org.cmimage.core.scrub.Renewal.NotNeeded;
import org.cmimage.core.scrub.ScrubRule.Action;

/**
 * The identities of one machine, for all distributions; {@code docs/IDENTITY.md} has them as a
 * table. This type has those of every system; {@link ServiceIdentities} and {@link SiteSecrets}
 * have the others.
 */
final class HostIdentities {
  private static final String ID = "identifies one machine";
  private static final String KEY = "a private key that all nodes would share";
  private static final String RANDOM = "randomness that all nodes would share";
  private static final String DISKS = "names the disks of one machine";

  /** All of them, in the order of the document. */
  static final ImmutableList<HostIdentity> ALL =
      ImmutableList.<HostIdentity>builder()
          .addAll(names())
          .addAll(remoteLogin())
          .addAll(storage())
          .addAll(hardware())
          .addAll(ServiceIdentities.ALL)
          .addAll(SiteSecrets.ALL)
          .build();

  private HostIdentities() {}

  private static ImmutableList<HostIdentity> names() {
    return ImmutableList.of(
        // Empty, not missing: by machine-id(5), systemd fills an empty file at each boot without
        // treating that as the first boot, which would apply presets to all units and ask for
        // settings on the console.
        new HostIdentity(
            "machine id",
            "systemd, dbus",
            ImmutableList.of(
                ScrubRule.of(
                    "etc/machine-id",
                    new Action.Reset("", 0444, true, ImmutableSet.of("uninitialized"), ""),
                    ID),
                ScrubRule.of("var/lib/dbus/machine-id", new Action.Link("/etc/machine-id"), ID)),
            new ByUser("systemd")),
        new HostIdentity(
            "host name",
            "the installation",
            ImmutableList.of(
                ScrubRule.of(
                    "etc/hostname",
                    new Action.Reset(
                        "localhost\n",
                        0644,
                        true,
                        ImmutableSet.of("", "localhost.localdomain"),
                        ""),
                    "the name of one machine")),
            new NotNeeded("a node is told its name at boot")),
        HostIdentity.of(
            "random seeds",
            "systemd, initscripts, boot loaders",
            RANDOM,
            new ByUser("what starts the node"),
            "var/lib/systemd/random-seed",
            "var/lib/urandom/random-seed",
            "var/lib/random-seed",
            "boot/loader/random-seed",
            "boot/efi/loader/random-seed"),
        HostIdentity.of(
            "key of encrypted credentials",
            "systemd",
            "a secret that all nodes would share",
            new ByUser("systemd-creds"),
            "var/lib/systemd/credential.secret"),
        HostIdentity.of(
            "state of a cloud instance",
            "cloud-init, WALinuxAgent",
            "the state of one cloud instance",
            new ByUser("cloud-init"),
            "var/lib/cloud/*",
            "var/lib/waagent/*"));
  }

  private static ImmutableList<HostIdentity> remoteLogin() {
    return ImmutableList.of(
        HostIdentity.of(
            "ssh host keys",
            "openssh-server",
            KEY,
            new AtBoot(NodeServices.SSH),
            "etc/ssh/ssh_host_*_key",
            "etc/ssh/ssh_host_*_key.pub",
            "etc/ssh/ssh_host_*_key-cert.pub"),
        HostIdentity.of(
            "dropbear's host keys",
            "dropbear",
            KEY,
            new AtBoot(NodeServices.DROPBEAR),
            "etc/dropbear/dropbear_*_host_key"),
        HostIdentity.of(
            "dropbear's host keys in the initramfs",
            "dropbear-initramfs",
            KEY,
            new BySite("an initramfs that all nodes boot has one key for all of them"),
            "etc/dropbear/initramfs/dropbear_*_host_key",
            "etc/dropbear-initramfs/dropbear_*_host_key"),
        HostIdentity.of(
            "tinysshd's host keys",
            "tinysshd",
            KEY,
            new ByUser("tinysshgenkeys.service"),
            "etc/tinyssh/sshkeydir/*"),
        HostIdentity.of(
            "keys of remote desktops",
            "xrdp",
            KEY,
            new AtBoot(NodeServices.XRDP),
            "etc/xrdp/rsakeys.ini"),
        HostIdentity.of(
            "Kerberos keys of the host",
            "the realm",
            "the keys of one host",
            new BySite("joining the realm writes a node's own"),
            "etc/krb5.keytab"));
  }

  private static ImmutableList<HostIdentity> storage() {
    return ImmutableList.of(
        HostIdentity.of(
            "host id",
            "zgenhostid, sethostid",
            ID,
            new NotNeeded("a node that has ZFS pools runs zgenhostid once"),
            "etc/hostid"),
        new HostIdentity(
            "iSCSI initiator name",
            "open-iscsi, iscsi-initiator-utils",
            ImmutableList.of(
                ScrubRule.of(
                    "etc/iscsi/initiatorname.iscsi",
                    new Action.Reset(
                        "GenerateName=yes\n",
                        0600,
                        false,
                        ImmutableSet.of(""),
                        "usr/lib/systemd/system/iscsi-init.service"),
                    "an iSCSI name must be unique")),
            new ByUser("iscsid")),
        HostIdentity.of(
            "NVMe host name and id",
            "nvme-cli",
            ID,
            new ByUser("nvme, from the machine's UUID,"),
            "etc/nvme/hostnqn",
            "etc/nvme/hostid"));
  }

  private static ImmutableList<HostIdentity> hardware() {
    return ImmutableList.of(
        HostIdentity.of(
            "network interfaces and drives by their addresses",
            "udev",
            "names the hardware of one machine",
            new NotNeeded("udev names interfaces by their place"),
            "etc/udev/rules.d/70-persistent-net.rules",
            "etc/udev/rules.d/70-persistent-cd.rules"),
        HostIdentity.of(
            "disks and pools",
            "lvm2, zfsutils-linux",
            DISKS,
            new ByUser("lvm or zpool"),
            "etc/lvm/devices/system.devices",
            "etc/lvm/backup/*",
            "etc/lvm/archive/*",
            "etc/lvm/cache/.cache",
            "etc/zfs/zpool.cache"),
        HostIdentity.of(
            "error of the clock",
            "chrony, ntp, ntpsec",
            "the clock error of one machine",
            new ByUser("the time service"),
            "var/lib/chrony/drift",
            "var/lib/ntp/ntp.drift",
            "var/lib/ntpsec/ntp.drift"),
        HostIdentity.of(
            "paired devices",
            "bluez",
            "the devices of one machine",
            new NotNeeded("nodes pair with none"),
            "var/lib/bluetooth/*"));
  }
}
