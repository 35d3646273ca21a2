package org.cmimage.core.manifest;

import java.io.IOException;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.spi.FileStatus;
import org.cmimage.core.spi.HostCalls;
import org.cmimage.core.spi.HostCalls.Handle;
import org.cmimage.core.spi.NodeType;
import org.cmimage.core.spi.TreePath;

/** Collects what a manifest says of the nodes of a tree. Thread-safe. */
final class TreeFacts implements Rootfs.Visitor {
  private static final byte[] NONE = {};

  private final Rootfs tree;
  private final boolean digests;
  private final Map<TreePath, String> found = new ConcurrentSkipListMap<>();

  /**
   * Has seen the root alone.
   *
   * @param digests whether the content counts
   */
  TreeFacts(Rootfs tree, boolean digests) throws IOException {
    this.tree = tree;
    this.digests = digests;
    FileStatus root = tree.status(TreePath.ROOT).orElseThrow();
    found.put(TreePath.ROOT, Mtree.facts(root, NONE, tree.rootXattrs()));
  }

  @Override
  public void visit(Handle parent, TreePath path, FileStatus status) throws IOException {
    HostCalls calls = tree.calls();
    byte[] name = path.name();
    byte[] target = status.type() == NodeType.SYMLINK ? calls.readLink(parent, name) : NONE;
    String facts = Mtree.facts(status, target, calls.xattrs(parent, name));
    if (digests && status.type() == NodeType.REGULAR) {
      String digest = HexFormat.of().formatHex(tree.sha256(parent, name, status));
      facts = facts + " " + Mtree.DIGEST + "=" + digest;
    }
    found.put(path, facts);
  }

  /** What it has seen, by path. */
  SortedMap<TreePath, String> all() {
    return new TreeMap<>(found);
  }
}
