package org.cmimage.core.scrub;

/**
 * The services that make keys at a node's boot, with the commands of the packages' scripts. In
 * commands, {@code $$} is systemd's escape of a dollar sign.
 */
final class NodeServices {
  static final NodeService SSH =
      new NodeService(
          "ssh-host-keys.service",
          "Generate missing SSH host keys",
          "openssh-server",
          "/etc/ssh/ssh_host_*_key",
          "ssh.service ssh.socket sshd.service sshd.socket",
          "usr/bin/ssh-keygen",
          "/usr/bin/ssh-keygen -A",
          "sshd-keygen@.service");

  static final NodeService DROPBEAR =
      new NodeService(
          "dropbear-host-keys.service",
          "Generate missing Dropbear host keys",
          "dropbear",
          "/etc/dropbear/dropbear_*_host_key",
          "dropbear.service",
          "usr/bin/dropbearkey",
          shell(
              "for type in rsa ecdsa ed25519; do /usr/bin/dropbearkey -t $$type"
                  + " -f /etc/dropbear/dropbear_$${type}_host_key; done"),
          "");

  static final NodeService SNAKEOIL =
      new NodeService(
          "snakeoil-certificate.service",
          "Generate a missing self-signed certificate",
          "ssl-cert",
          "/etc/ssl/private/ssl-cert-snakeoil.key",
          "apache2.service dovecot.service exim4.service freeradius.service nginx.service"
              + " postfix.service postgresql.service proftpd.service xrdp.service",
          "usr/sbin/make-ssl-cert",
          "/usr/sbin/make-ssl-cert generate-default-snakeoil",
          "");

  static final NodeService RNDC =
      new NodeService(
          "rndc-key.service",
          "Generate a missing key for rndc",
          "bind9",
          "/etc/bind/rndc.key",
          "named.service",
          "usr/sbin/rndc-confgen",
          "/usr/sbin/rndc-confgen -a -c /etc/bind/rndc.key -u bind",
          "");

  static final NodeService NSD =
      new NodeService(
          "nsd-control-keys.service",
          "Generate missing keys for nsd-control",
          "nsd",
          "/etc/nsd/nsd_control.key",
          "nsd.service",
          "usr/sbin/nsd-control-setup",
          "/usr/sbin/nsd-control-setup",
          "");

  static final NodeService XRDP =
      new NodeService(
          "xrdp-keys.service",
          "Generate missing keys for xrdp",
          "xrdp",
          "/etc/xrdp/rsakeys.ini",
          "xrdp.service",
          "usr/bin/xrdp-keygen",
          shell("umask 077; xrdp-keygen xrdp auto && chown xrdp /etc/xrdp/rsakeys.ini"),
          "");

  static final NodeService VARNISH =
      new NodeService(
          "varnish-secret.service",
          "Generate a missing secret for varnishadm",
          "varnish",
          "/etc/varnish/secret",
          "varnish.service",
          "usr/sbin/varnishd",
          "/usr/bin/install -m 0600 /proc/sys/kernel/random/uuid /etc/varnish/secret",
          "");

  static final NodeService EJABBERD =
      new NodeService(
          "ejabberd-certificate.service",
          "Generate a missing certificate for ejabberd",
          "ejabberd",
          "/etc/ejabberd/ejabberd.pem",
          "ejabberd.service",
          "usr/bin/openssl",
          shell(
              selfSigned("/etc/ejabberd/ejabberd.pem", "/etc/ejabberd/ejabberd.pem")
                  + " && chown root:ejabberd /etc/ejabberd/ejabberd.pem"
                  + " && chmod 640 /etc/ejabberd/ejabberd.pem"),
          "");

  static final NodeService IRCD =
      new NodeService(
          "ircd-hybrid-certificate.service",
          "Generate a missing certificate for ircd-hybrid",
          "ircd-hybrid",
          "/etc/ircd-hybrid/key/ircd.key",
          "ircd-hybrid.service",
          "usr/bin/openssl",
          shell(
              selfSigned("/etc/ircd-hybrid/key/ircd.key", "/etc/ircd-hybrid/key/ircd.pem")
                  + " && chown irc:irc /etc/ircd-hybrid/key/ircd.key"
                  + " && chmod 644 /etc/ircd-hybrid/key/ircd.pem"),
          "");

  static final NodeService XPRA =
      new NodeService(
          "xpra-certificate.service",
          "Generate a missing certificate for xpra",
          "xpra",
          "/etc/xpra/key.pem",
          "xpra.service xpra.socket",
          "usr/bin/openssl",
          shell(
              selfSigned("/etc/xpra/key.pem", "/etc/xpra/cert.pem")
                  + " && cat /etc/xpra/key.pem /etc/xpra/cert.pem > /etc/xpra/ssl-cert.pem"
                  + " && chmod 644 /etc/xpra/cert.pem"),
          "");

  static final NodeService SHADOWSOCKS =
      new NodeService(
          "shadowsocks-password.service",
          "Generate a missing configuration with a password for shadowsocks",
          "shadowsocks-libev",
          "/etc/shadowsocks-libev/config.json",
          "shadowsocks-libev.service",
          "usr/share/shadowsocks-libev/config.json",
          shell(
              "password=$$(tr -dc A-Za-z0-9 < /dev/urandom | head -c 12);"
                  + " sed \"s/barfoo!/$$password/\" /usr/share/shadowsocks-libev/config.json"
                  + " > /etc/shadowsocks-libev/config.json"),
          "");

  static final NodeService STENOGRAPHER =
      new NodeService(
          "stenographer-keys.service",
          "Generate missing keys for stenographer",
          "stenographer-common",
          "/etc/stenographer/certs/ca_cert.pem",
          "stenographer.service",
          "usr/sbin/stenokeys",
          "/usr/sbin/stenokeys stenographer stenographer",
          "");

  private NodeServices() {}

  private static String shell(String commands) {
    return "/bin/sh -c '" + commands + "'";
  }

  /**
   * Returns the command for a self-signed certificate. Equal names put key and certificate into one
   * file.
   */
  private static String selfSigned(String key, String certificate) {
    return "umask 077; /usr/bin/openssl req -new -x509 -days 3650 -nodes"
        + " -subj \"/CN=$$(uname -n)\" -keyout "
        + key
        + " -out "
        + certificate;
  }
}
