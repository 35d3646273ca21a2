package org.cmimage.sources.deb.unpack.database;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cmimage.core.tree.TreeEntry;
import org.cmimage.core.tree.TreePath;
import org.cmimage.sources.deb.control.ControlStanza;
import org.cmimage.sources.tar.OwnerNames;

/**
 * A tree that has packages already, onto which others are unpacked. Everything that dpkg has rules
 * for beyond writing files where nothing is, is left to dpkg. Thread-safe.
 */
public interface Ground {
  /** The links of the tree's root into {@code usr}, by name. */
  List<String> usrLinks();

  /** Returns why a package has to be unpacked by the image's own dpkg. */
  Optional<String> reasonForDpkg(ControlStanza control) throws IOException;

  /**
   * Returns why the package of an entry has to be unpacked by the image's own dpkg.
   *
   * @param entry as the archive has it
   * @param written where it is written to, which for a conffile is beside its place
   * @param canonical where it really is, links of a merged {@code /usr} followed
   * @param own whether no other package of the transaction has the path
   */
  Optional<String> reasonForDpkg(TreeEntry entry, TreePath written, TreePath canonical, boolean own)
      throws IOException;

  /** Returns whether the tree's dpkg is configured to leave an entry out. */
  boolean leavesOut(TreeEntry entry);

  /** Returns an entry with the owners that the tree's accounts give it. */
  TreeEntry owned(TreeEntry entry, OwnerNames names);

  /**
   * Adds packages to the tree's database, whose own files are written.
   *
   * @param interests in triggers, by the name of the file that keeps them
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
