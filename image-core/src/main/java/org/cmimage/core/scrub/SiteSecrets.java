package org.cmimage.core.scrub;

import com.google.common.collect.ImmutableList;
import org.cmimage.core.scrub.Renewal.AtBoot;
import org.cmimage.core.scrub.Renewal.BySite;
import org.cmimage.core.scrub.Renewal.ByUser;
import org.cmimage.core.scrub.ScrubRule.Action;

/**
 * Secrets that may be meant for all nodes. Those that a package makes during a build are useless,
 * as the rest of the cluster has others. In a tree that an administrator made they may give nodes
 * access to the cluster: without them nodes could not join it, so they are kept, and reported.
 */
final class SiteSecrets {
  private static final String CLUSTER = "a key by which the machines of a cluster trust each other";
  private static final String KEY = "a private key that all nodes share";
  private static final String PASSWORD = "a password that all nodes share";
  private static final BySite SITE = new BySite("the administrator puts the site's there");

  static final ImmutableList<HostIdentity> ALL =
      ImmutableList.of(
          HostIdentity.ofSite("munge's key", "munge", CLUSTER, SITE, "etc/munge/munge.key"),
          HostIdentity.ofSite(
              "keys of cluster services",
              "slurm, corosync, pacemaker, pcs, ceph, condor",
              CLUSTER,
              SITE,
              "etc/slurm/slurm.key",
              "etc/slurm/jwt_hs256.key",
              "etc/corosync/authkey",
              "etc/pacemaker/authkey",
              "var/lib/pcsd/*",
              "etc/ceph/*.keyring",
              "etc/condor/passwords.d/*"),
          HostIdentity.ofSite(
              "Erlang's cookie",
              "rabbitmq-server",
              CLUSTER,
              new ByUser("Erlang"),
              "var/lib/rabbitmq/.erlang.cookie"),
          HostIdentity.ofSite(
              "private keys of root",
              "ssh-keygen, gpg",
              KEY,
              SITE,
              "root/.ssh/id_rsa",
              "root/.ssh/id_dsa",
              "root/.ssh/id_ecdsa",
              "root/.ssh/id_ed25519",
              "root/.gnupg/private-keys-v1.d/*"),
          HostIdentity.ofSite(
              "keys of virtual private networks",
              "wireguard, openvpn, strongswan",
              KEY,
              SITE,
              "etc/wireguard/*",
              "etc/openvpn/**/*.key",
              "etc/ipsec.d/private/*",
              "etc/swanctl/private/*"),
          HostIdentity.ofSite(
                  "certificates that scripts of RPM packages make",
                  "postfix, xrdp of Red Hat's family",
                  KEY,
                  SITE,
                  "etc/pki/tls/private/postfix.key")
              // Debian's link to the self-signed certificate stays.
              .and("etc/xrdp/key.pem", new Action.RemoveFilledFile()),
          HostIdentity.ofSite(
              "volumes by name",
              "multipath-tools",
              "names disks that one machine has seen",
              new ByUser("multipathd"),
              "etc/multipath/wwids",
              "etc/multipath/bindings",
              "etc/multipath/prkeys"),
          HostIdentity.ofSite(
              "password of shadowsocks",
              "shadowsocks-libev",
              PASSWORD,
              new AtBoot(NodeServices.SHADOWSOCKS),
              "etc/shadowsocks-libev/config.json"),
          HostIdentity.ofSite(
              "passwords of Bacula",
              "bacula-common",
              PASSWORD,
              SITE,
              "etc/bacula/common_default_passwords"),
          HostIdentity.ofSite(
              "accounts of SNMP",
              "snmpd",
              "an engine id and keys of one agent",
              new ByUser("snmpd"),
              "var/lib/snmp/snmpd.conf"),
          HostIdentity.ofSite(
              "history of /etc",
              "etckeeper",
              "may hold keys that were removed",
              new BySite("etckeeper init starts a node's own"),
              "etc/.git",
              "etc/.hg",
              "etc/.bzr"),
          HostIdentity.ofSite(
              "entitlements",
              "subscription-manager, SUSEConnect",
              "access to a vendor's repositories",
              SITE,
              "etc/pki/entitlement/*",
              "etc/zypp/credentials.d/SCCcredentials"));

  private SiteSecrets() {}
}
