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

/** A visitor that collects the manifest's facts of a tree's nodes. Thread-safe. */
final class TreeFacts implements Rootfs.Visitor {
  private static final byte[] NONE = {};

  private final Rootfs tree;
  private final Contents contents;
  private final Map<TreePath, String> found = new ConcurrentSkipListMap<>();

  /** The choice of the digests of files. */
  @FunctionalInterface
  interface Contents {
    /** No digests. */
    Contents IGNORED = (path, status) -> Optional.empty();

    /** The form that follows from a file's holes. */
    Contents AS_IS = (path, status) -> Optional.of(Optional.empty());

    /**
     * Returns the form for a file, an inner empty for the one that follows from its holes; empty
     * for no digest.
     */
    Optional<Optional<ContentDigest.Form>> of(TreePath path, FileStatus status);
  }

  /** Starts with the root, and no other node yet. */
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

  /** Returns the facts collected so far, by path. */
  SortedMap<TreePath, String> all() {
    return new TreeMap<>(found);
  }
}
