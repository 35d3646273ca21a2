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

/** Collects what a manifest says of the nodes of a tree. */
final class TreeFacts {
  private static final byte[] NONE = {};

  private final Rootfs tree;
  private final boolean digests;

  private TreeFacts(Rootfs tree, boolean digests) {
    this.tree = tree;
    this.digests = digests;
  }

  /** By path; of the content only where {@code digests} is set. */
  static SortedMap<TreePath, String> of(Rootfs tree, boolean digests) throws IOException {
    TreeFacts facts = new TreeFacts(tree, digests);
    Map<TreePath, String> found = new ConcurrentSkipListMap<>();
    FileStatus root = tree.status(TreePath.ROOT).orElseThrow();
    found.put(TreePath.ROOT, Mtree.facts(root, NONE, tree.rootXattrs()));
    tree.walk((parent, path, status) -> found.put(path, facts.of(parent, path, status)));
    return new TreeMap<>(found);
  }

  private String of(Handle parent, TreePath path, FileStatus status) throws IOException {
    HostCalls calls = tree.calls();
    byte[] name = path.name();
    byte[] target = status.type() == NodeType.SYMLINK ? calls.readLink(parent, name) : NONE;
    String facts = Mtree.facts(status, target, calls.xattrs(parent, name));
    if (!digests || status.type() != NodeType.REGULAR) {
      return facts;
    }
    String digest = HexFormat.of().formatHex(tree.sha256(parent, name, status));
    return facts + " " + Mtree.DIGEST + "=" + digest;
  }
}
