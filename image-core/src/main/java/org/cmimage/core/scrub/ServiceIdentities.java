package org.cmimage.core.scrub;

import com.google.common.collect.ImmutableList;
import org.cmimage.core.scrub.Renewal.AtBoot;
import org.cmimage.core.scrub.Renewal.BySite;
import org.cmimage.core.scrub.Renewal.ByUser;
import org.cmimage.core.scrub.Renewal.NotNeeded;
import org.cmimage.core.scrub.ScrubRule.Action;

/** Keys and ids that services make for the machine they are installed on or first started on. */
final class ServiceIdentities {
  private static final String ID = "identifies one machine";
  private static final String KEY = "a private key that all nodes would share";
  private static final String SECRET = "a secret that all nodes would share";
  private static final String REGISTERED = "the registration of one machine";

  static final ImmutableList<HostIdentity> ALL =
      ImmutableList.<HostIdentity>builder()
          .addAll(certificates())
          .addAll(nameServers())
          .addAll(servers())
          .addAll(captureAndAccess())
          .addAll(management())
          .addAll(registrations())
          .build();

  private ServiceIdentities() {}

  private static ImmutableList<HostIdentity> certificates() {
    return ImmutableList.of(
        HostIdentity.of(
                "self-signed certificate",
                "ssl-cert",
                KEY,
                new AtBoot(NodeServices.SNAKEOIL),
                "etc/ssl/private/ssl-cert-snakeoil.key",
                "etc/ssl/certs/ssl-cert-snakeoil.pem")
            .and("etc/ssl/certs/*", new Action.RemoveLinkTo("ssl-cert-snakeoil.pem")),
        HostIdentity.of(
            "certificates of web and mail servers",
            "httpd, dovecot of Red Hat's family",
            KEY,
            new ByUser("the service's -init.service"),
            "etc/pki/tls/private/localhost.key",
            "etc/pki/tls/certs/localhost.crt",
            "etc/pki/dovecot/private/dovecot.pem",
            "etc/pki/dovecot/certs/dovecot.pem"),
        HostIdentity.of(
            "certificates of printing and administration",
            "cups, cockpit, fwupd",
            KEY,
            new ByUser("the service"),
            "etc/cups/ssl/*.key",
            "etc/cups/ssl/*.crt",
            "etc/cockpit/ws-certs.d/0-self-signed*",
            "var/lib/fwupd/pki/*"),
        HostIdentity.of(
            "certificate of ejabberd",
            "ejabberd",
            KEY,
            new AtBoot(NodeServices.EJABBERD),
            "etc/ejabberd/ejabberd.pem"),
        HostIdentity.of(
            "certificate of ircd-hybrid",
            "ircd-hybrid",
            KEY,
            new AtBoot(NodeServices.IRCD),
            "etc/ircd-hybrid/key/ircd.key",
            "etc/ircd-hybrid/key/ircd.pem"),
        HostIdentity.of(
            "certificate of xpra",
            "xpra",
            KEY,
            new AtBoot(NodeServices.XPRA),
            "etc/xpra/key.pem",
            "etc/xpra/cert.pem",
            "etc/xpra/ssl-cert.pem"));
  }

  private static ImmutableList<HostIdentity> nameServers() {
    return ImmutableList.of(
        HostIdentity.of(
            "key of rndc",
            "bind9",
            SECRET,
            new AtBoot(NodeServices.RNDC),
            "etc/bind/rndc.key",
            "etc/rndc.key"),
        HostIdentity.of(
            "keys of nsd-control",
            "nsd",
            KEY,
            new AtBoot(NodeServices.NSD),
            "etc/nsd/nsd_control.key",
            "etc/nsd/nsd_control.pem",
            "etc/nsd/nsd_server.key",
            "etc/nsd/nsd_server.pem"),
        HostIdentity.of(
            "keys of unbound-control",
            "unbound",
            KEY,
            new NotNeeded(
                "unbound is controlled by a socket, or unbound-keygen.service makes new ones"),
            "etc/unbound/unbound_control.key",
            "etc/unbound/unbound_control.pem",
            "etc/unbound/unbound_server.key",
            "etc/unbound/unbound_server.pem"),
        HostIdentity.of(
            "keys of dnssec-trigger",
            "dnssec-trigger",
            KEY,
            new ByUser("dnssec-triggerd-keygen.service"),
            "etc/dnssec-trigger/dnssec_trigger_control.key",
            "etc/dnssec-trigger/dnssec_trigger_control.pem",
            "etc/dnssec-trigger/dnssec_trigger_server.key",
            "etc/dnssec-trigger/dnssec_trigger_server.pem"),
        HostIdentity.of(
            "key of dhcp6cctl",
            "wide-dhcpv6-client",
            SECRET,
            new NotNeeded("the client runs without it"),
            "etc/wide-dhcpv6/dhcp6cctlkey"));
  }

  private static ImmutableList<HostIdentity> servers() {
    return ImmutableList.of(
        HostIdentity.of(
            "secret of varnishadm",
            "varnish",
            SECRET,
            new AtBoot(NodeServices.VARNISH),
            "etc/varnish/secret"),
        HostIdentity.of(
            "id and keys of MySQL",
            "mysql-server",
            ID,
            new ByUser("mysqld"),
            "var/lib/mysql/auto.cnf",
            "var/lib/mysql/*-key.pem",
            "var/lib/mysql/*-cert.pem",
            "var/lib/mysql/ca.pem",
            "var/lib/mysql/private_key.pem",
            "var/lib/mysql/public_key.pem"),
        HostIdentity.of(
            "secrets of Samba",
            "samba",
            "the account of one machine in its domain",
            new ByUser("smbd, or joining the domain,"),
            "var/lib/samba/private/secrets.tdb",
            "var/lib/samba/private/tls/*"),
        HostIdentity.of(
            "identities in overlay networks",
            "tor, tailscale, zerotier-one, syncthing",
            KEY,
            new ByUser("the service"),
            "var/lib/tor/keys/*",
            "var/lib/tor/fingerprint*",
            "var/lib/tailscale/tailscaled.state",
            "var/lib/zerotier-one/identity.*",
            "root/.config/syncthing/*.pem"),
        HostIdentity.of(
            "ids of containers' engines",
            "docker, kubelet, k3s",
            ID,
            new ByUser("the service"),
            "etc/docker/key.json",
            "var/lib/docker/engine-id",
            "var/lib/kubelet/pki/*",
            "etc/rancher/node/password"),
        HostIdentity.of(
            "ids of storage and network services",
            "glusterfs-server, openvswitch-switch",
            ID,
            new ByUser("the service"),
            "var/lib/glusterd/glusterd.info",
            "etc/openvswitch/system-id.conf"));
  }

  private static ImmutableList<HostIdentity> captureAndAccess() {
    return ImmutableList.of(
        HostIdentity.of(
            "authority and keys of stenographer",
            "stenographer-common",
            KEY,
            new AtBoot(NodeServices.STENOGRAPHER),
            "etc/stenographer/certs/ca_cert.pem",
            "etc/stenographer/certs/*"),
        HostIdentity.of(
            "key of brltty's interface",
            "brltty",
            SECRET,
            new NotNeeded("brltty runs without it"),
            "etc/brlapi.key"));
  }

  private static ImmutableList<HostIdentity> management() {
    return ImmutableList.of(
        HostIdentity.of(
            "keys of configuration management",
            "salt-minion, puppet, chef",
            KEY,
            new ByUser("the agent"),
            "etc/salt/pki/minion/minion.*",
            "etc/salt/minion_id",
            "etc/puppetlabs/puppet/ssl/*",
            "var/lib/puppet/ssl/*",
            "etc/chef/client.pem"),
        HostIdentity.of(
            "ids of monitoring",
            "monit, netdata",
            ID,
            new ByUser("the agent"),
            "var/lib/monit/id",
            "root/.monit.id",
            "var/lib/netdata/registry/netdata.public.unique.id",
            "var/lib/netdata/netdata.api.key",
            "var/lib/netdata/cloud.d/*"),
        HostIdentity.of(
            "caches of accounts and certificates",
            "sssd, certmonger",
            "what one machine knows of its domain",
            new ByUser("the service"),
            "var/lib/sss/db/*",
            "var/lib/sss/mc/*",
            "var/lib/sss/secrets/*",
            "var/lib/sss/keytabs/*",
            "var/lib/certmonger/local/*",
            "var/lib/certmonger/requests/*"),
        HostIdentity.of(
            "keys at a Mandos server",
            "mandos-client",
            KEY,
            new BySite("mandos-keygen makes those of a node that the server is told of"),
            "etc/keys/mandos/*"),
        HostIdentity.of(
            "certificates of a quorum server",
            "corosync-qnetd",
            KEY,
            new BySite("corosync-qnetd-certutil -i makes new ones"),
            "etc/corosync/qnetd/nssdb/*"));
  }

  private static ImmutableList<HostIdentity> registrations() {
    return ImmutableList.of(
        new HostIdentity(
            "id at the package survey",
            "popularity-contest",
            ImmutableList.of(
                ScrubRule.of(
                    "etc/popularity-contest.conf", Action.Edit.of("^MY_HOSTID=.*\\n?", ""), ID)),
            new NotNeeded("a node that takes part gets one by dpkg-reconfigure")),
        new HostIdentity(
            "id of the gateway",
            "miniupnpd",
            ImmutableList.of(
                ScrubRule.of(
                    "etc/miniupnpd/miniupnpd.conf",
                    Action.Edit.of("^uuid=[0-9a-fA-F-]+$", "#uuid="),
                    ID)),
            new NotNeeded("a gateway gets one by dpkg-reconfigure")),
        HostIdentity.of(
            "registrations at vendors",
            "subscription-manager, insights-client, zypper, pro, landscape, snapd",
            REGISTERED,
            new BySite("registering a node makes its own"),
            "etc/pki/consumer/*",
            "etc/sysconfig/rhn/systemid",
            "etc/insights-client/machine-id",
            "var/lib/zypp/AnonymousUniqueId",
            "var/lib/ubuntu-advantage/private/*",
            "var/lib/landscape/client/*",
            "var/lib/snapd/device/private-keys-v1/*"));
  }
}
