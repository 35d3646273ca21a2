package org.cmimage.endtoend.transaction;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * A transaction drawn at random, and what an administrator did to the tree before.
 *
 * @param words for {@code apt-get install}, such as {@code less}, {@code nano-} or {@code
 *     jq=1.6-2~old1}
 * @param purge whether what is removed is purged
 * @param edits shell commands, run in the tree's root
 */
record Draw(List<String> words, boolean purge, List<String> edits) {
  /** Not in the prepared tree. Of each set all can be installed together. */
  static final List<String> FRESH =
      List.of(
          "tree",
          "file",
          "jq",
          "lsof",
          "strace",
          "htop",
          "tmux",
          "rsync",
          "wget",
          "curl",
          "sqlite3",
          "openssh-server",
          "nftables",
          "rsyslog",
          "bash-completion",
          "chrony",
          "ed",
          "fontconfig",
          "shared-mime-info",
          "libglib2.0-bin",
          "info",
          "nginx-light",
          "tcpdump",
          "ethtool",
          "gdisk",
          "lvm2",
          "python3",
          "sgml-base",
          "docbook-xml",
          "ntpsec-ntpdig",
          "at",
          "libpam-pwquality",
          "isc-dhcp-client",
          "mailcap",
          "debconf-utils",
          "dnsmasq",
          "apache2",
          "lighttpd",
          "emacsen-common",
          "dictionaries-common",
          "xfonts-utils");

  /** In the prepared tree, in the older version. */
  static final List<String> OLDER =
      List.of(
          "less",
          "nano",
          "logrotate",
          "cron",
          "man-db",
          "openssh-client",
          "sudo",
          "dbus",
          "ca-certificates",
          "gawk",
          "vim-tiny",
          "iproute2",
          "procps",
          "bzip2",
          "tar");

  /** In the prepared tree, in the distribution's version. */
  static final List<String> PRESENT =
      List.of("mawk", "psmisc", "kmod", "gnupg", "iputils-ping", "screen", "postfix");

  /** Of the prepared tree, only configuration files. */
  static final List<String> LEFTOVERS = List.of("rsnapshot", "vsftpd");

  /** Draws. The same seed always gives the same. */
  static Draw of(int seed, Supply supply) {
    Random random = new Random(seed);
    List<String> words = new ArrayList<>();
    List<String> fresh = shuffled(FRESH, random);
    int added = random.nextInt(7);
    words.addAll(fresh.subList(0, added));
    List<String> older = shuffled(OLDER, random);
    int upgraded = random.nextInt(5);
    words.addAll(older.subList(0, upgraded));
    List<String> removable = new ArrayList<>(older.subList(upgraded, older.size()));
    removable.addAll(PRESENT);
    removable.remove("tar");
    Collections.shuffle(removable, random);
    for (String name : removable.subList(0, random.nextInt(4))) {
      words.add(name + "-");
    }
    if (random.nextInt(4) == 0) {
      String name = pick(PRESENT.subList(0, 3), random);
      if (!words.contains(name + "-")) {
        words.add(name + "=" + supply.newest(name).binary().version());
      }
    }
    if (random.nextInt(3) == 0) {
      words.add(pick(LEFTOVERS, random));
    }
    if (words.isEmpty()) {
      words.add("tree");
    }
    return new Draw(words, random.nextInt(3) == 0, edits(random, fresh, older, added, upgraded));
  }

  private static List<String> edits(
      Random random, List<String> fresh, List<String> older, int added, int upgraded) {
    List<String> edits = new ArrayList<>();
    for (String conffile :
        List.of(
            "etc/logrotate.conf",
            "etc/sudoers",
            "etc/vim/vimrc.tiny",
            "etc/nanorc",
            "etc/crontab",
            "etc/manpath.config",
            "etc/ssh/ssh_config",
            "etc/screenrc")) {
      int what = random.nextInt(6);
      if (what == 0) {
        edits.add("test ! -e " + conffile + " || echo '# edited' >> " + conffile);
      } else if (what == 1) {
        edits.add("rm -f " + conffile);
      }
    }
    for (String path :
        List.of("/usr/bin/less", "/usr/bin/tree", "/usr/bin/jq", "/usr/bin/strace", "/bin/nano")) {
      switch (random.nextInt(8)) {
        case 0 -> edits.add("dpkg-divert --root=$PWD --local --rename --add " + path);
        case 1 ->
            edits.add("dpkg-statoverride --root=$PWD --force-all --add root root 0750 " + path);
        case 2 -> edits.add("test -e ." + path + " || echo mine > ." + path);
        default -> {
          // as it is
        }
      }
    }
    if (random.nextInt(4) == 0) {
      edits.add(
          "printf 'path-exclude=/usr/share/doc/*\\npath-include=/usr/share/doc/*/copyright\\n"
              + "path-exclude /usr/share/man/*\\n' > etc/dpkg/dpkg.cfg.d/excludes");
    }
    if (random.nextInt(4) == 0) {
      edits.add("printf '#!/bin/sh\\nexit 101\\n' > usr/sbin/policy-rc.d");
      edits.add("chmod 755 usr/sbin/policy-rc.d");
    }
    return edits;
  }

  private static List<String> shuffled(List<String> names, Random random) {
    List<String> shuffled = new ArrayList<>(names);
    Collections.shuffle(shuffled, random);
    return shuffled;
  }

  private static String pick(List<String> names, Random random) {
    return names.get(random.nextInt(names.size()));
  }
}
