package org.cmimage.sources.deb.unpack;

import com.google.common.collect.ImmutableMap;
import org.cmimage.core.tree.TreeEntry;
import org.cmimage.sources.tar.OwnerNames;

/**
 * The users and groups that every Debian system has with the same numbers (Debian Policy 9.2.2;
 * passwd.master and group.master of base-passwd). dpkg assigns a file to the owner that the archive
 * names, and to the number only if no account has the name. While packages are unpacked all at once
 * there are no other accounts.
 */
final class StaticAccounts {
  private static final ImmutableMap<String, Integer> USERS =
      ImmutableMap.<String, Integer>builder()
          .put("root", 0)
          .put("daemon", 1)
          .put("bin", 2)
          .put("sys", 3)
          .put("sync", 4)
          .put("games", 5)
          .put("man", 6)
          .put("lp", 7)
          .put("mail", 8)
          .put("news", 9)
          .put("uucp", 10)
          .put("proxy", 13)
          .put("www-data", 33)
          .put("backup", 34)
          .put("list", 38)
          .put("irc", 39)
          .put("nobody", 65534)
          .buildOrThrow();

  private static final ImmutableMap<String, Integer> GROUPS =
      ImmutableMap.<String, Integer>builder()
          .put("root", 0)
          .put("daemon", 1)
          .put("bin", 2)
          .put("sys", 3)
          .put("adm", 4)
          .put("tty", 5)
          .put("disk", 6)
          .put("lp", 7)
          .put("mail", 8)
          .put("news", 9)
          .put("uucp", 10)
          .put("man", 12)
          .put("proxy", 13)
          .put("kmem", 15)
          .put("dialout", 20)
          .put("fax", 21)
          .put("voice", 22)
          .put("cdrom", 24)
          .put("floppy", 25)
          .put("tape", 26)
          .put("sudo", 27)
          .put("audio", 29)
          .put("dip", 30)
          .put("www-data", 33)
          .put("backup", 34)
          .put("operator", 37)
          .put("list", 38)
          .put("irc", 39)
          .put("src", 40)
          .put("shadow", 42)
          .put("utmp", 43)
          .put("video", 44)
          .put("sasl", 45)
          .put("plugdev", 46)
          .put("staff", 50)
          .put("games", 60)
          .put("users", 100)
          .put("nogroup", 65534)
          .buildOrThrow();

  private StaticAccounts() {}

  /** Returns whether owners have the same number everywhere, or no name. */
  static boolean has(OwnerNames names) {
    return (names.user().isEmpty() || USERS.containsKey(names.user()))
        && (names.group().isEmpty() || GROUPS.containsKey(names.group()));
  }

  /** Returns an entry with the owners that dpkg would assign. */
  static TreeEntry owned(TreeEntry entry, OwnerNames names) {
    return names.numbered(entry, USERS, GROUPS);
  }
}
