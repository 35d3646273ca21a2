package org.cmimage.core.manifest;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.cmimage.core.rootfs.ContentDigest;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.syscall.FileStatus;
import org.cmimage.core.syscall.HostCalls;
import org.cmimage.core.syscall.HostCalls.Handle;
import org.cmimage.core.tree.NodeType;
import org.cmimage.core.tree.TreePath;

/** Collects what a manifest says of the nodes of a tree. Thread-safe. */
final class TreeFacts implements Rootfs.Visitor {
  private static final byte[] NONE = {};

  private final Rootfs tree;
  private final Contents contents;
  private final Map<TreePath, String> found = new ConcurrentSkipListMap<>();

  /** What is digested of the content of files. */
  @FunctionalInterface
  interface Contents {
    /** Nothing. */
    Contents IGNORED = (path, status) -> Optional.empty();

    /** What the holes of a file ask for. */
    Contents AS_IS = (path, status) -> Optional.of(Optional.empty());

    /** Returns the form for a file, none for what its holes ask for; empty for no digest. */
    Optional<Optional<ContentDigest.Form>> of(TreePath path, FileStatus status);
  }

  /** Has seen the root alone. */
  TreeFacts(Rootfs tree, Contents contents) throws IOException {
    this.tree = tree;
    this.contents = contents;
    FileStatus root = tree.status(TreePath.ROOT).orElseThrow();
    found.put(TreePath.ROOT, Mtree.facts(root, NONE, tree.rootXattrs()));
  }

  @Override
  public void visit(Handle parent, TreePath path, FileStatus status) throws IOException {
    HostCalls calls = tree.calls();
    byte[] name = path.name();
    byte[] target = status.type() == NodeType.SYMLINK ? calls.readLink(parent, name) : NONE;
    String facts = Mtree.facts(status, target, calls.xattrs(parent, name));
    Optional<Optional<ContentDigest.Form>> form =
        status.type() == NodeType.REGULAR ? contents.of(path, status) : Optional.empty();
    if (form.isPresent()) {
      facts = facts + Mtree.digest(tree.digest(parent, name, status, form.get()));
    }
    found.put(path, facts);
  }

  /** What it has seen, by path. */
  SortedMap<TreePath, String> all() {
    return new TreeMap<>(found);
  }
}
