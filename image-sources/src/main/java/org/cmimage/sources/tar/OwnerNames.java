package org.cmimage.sources.tar;

import java.util.Map;
import org.cmimage.core.tree.TreeEntry;
import org.cmimage.core.tree.TreeEntry.Attributes;

/**
 * The names of an entry's user and group on the machine that made the archive, for messages: bytes
 * beyond UTF-8 are escaped as in {@link org.cmimage.core.tree.TreePath#printable}. Empty if the
 * archive has none.
 */
public record OwnerNames(String user, String group) {
  /**
   * Returns an entry with the numbers of these names, or its own where a name has none: as dpkg
   * assigns them.
   */
  public TreeEntry numbered(
      TreeEntry entry, Map<String, Integer> users, Map<String, Integer> groups) {
    Attributes found = entry.attributes();
    int uid = users.getOrDefault(user, found.uid());
    int gid = groups.getOrDefault(group, found.gid());
    if (uid == found.uid() && gid == found.gid()) {
      return entry;
    }
    Attributes owned =
        new Attributes(
            found.mode(), uid, gid, found.mtimeSeconds(), found.mtimeNanos(), found.xattrs());
    return new TreeEntry(entry.path(), entry.kind(), owned);
  }
}
