package org.cmimage.sources.deb.unpack.database;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cmimage.core.format.deb822.ControlStanza;
import org.cmimage.core.tree.TreeEntry;
import org.cmimage.core.tree.TreePath;
import org.cmimage.sources.tar.OwnerNames;

/**
 * A tree that has packages already, onto which others are unpacked. Every case in which dpkg has
 * rules beyond writing files at unused paths is left to dpkg. Thread-safe.
 */
public interface PackagedTree {
  /** Returns the links of the tree's root into {@code usr}, by name. */
  List<String> usrLinks();

  /** Returns the reason why the image's own dpkg must unpack a package; empty for none. */
  Optional<String> reasonForDpkg(ControlStanza control) throws IOException;

  /**
   * Returns the reason why the image's own dpkg must unpack the package of an entry; empty for
   * none.
   *
   * @param entry as in the archive
   * @param written the path that is written, which for a conffile is beside its final one
   * @param canonical the final path after following the links of a merged {@code /usr}
   * @param own whether no other package of the transaction has the path
   */
  Optional<String> reasonForDpkg(TreeEntry entry, TreePath written, TreePath canonical, boolean own)
      throws IOException;

  /** Returns whether the tree's dpkg is configured to omit an entry. */
  boolean leavesOut(TreeEntry entry);

  /** Returns an entry with the owners that the tree's accounts determine. */
  TreeEntry owned(TreeEntry entry, OwnerNames names);

  /**
   * Adds packages whose files are written to the tree's database.
   *
   * @param interests in triggers, by the name of the file that holds them
   */
  void register(List<Added> packages, Map<String, String> interests) throws IOException;

  /**
   * A package that was unpacked.
   *
   * @param dbName its name in the database, with the architecture where there may be several
   * @param stanza its paragraph in the status file
   * @param paths in the order of the archive
   */
  record Added(String dbName, String stanza, List<TreePath> paths) {
    public Added {
      paths = List.copyOf(paths);
    }
  }
}
