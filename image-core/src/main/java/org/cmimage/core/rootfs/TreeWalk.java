package org.cmimage.core.rootfs;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.syscall.FileStatus;
import org.cmimage.core.syscall.HostCalls;
import org.cmimage.core.tree.NodeType;
import org.cmimage.core.tree.TreePath;

/** One walk over a tree, for {@link Rootfs#walk}. */
final class TreeWalk {
  /**
   * The depth limit: each level holds a descriptor and a stack frame, and programs of an image may
   * nest directories without end.
   */
  private static final int MAX_DEPTH = 1000;

  private final HostCalls calls;
  private final Rootfs.Visitor visitor;
  private final long device;
  private final Branches branches = new Branches();

  private TreeWalk(HostCalls calls, Rootfs.Visitor visitor, long device) {
    this.calls = calls;
    this.visitor = visitor;
    this.device = device;
  }

  static void walk(HostCalls calls, HostCalls.Handle root, Rootfs.Visitor visitor)
      throws IOException {
    TreeWalk walk = new TreeWalk(calls, visitor, calls.status(root).device());
    Branches.start(walk.branches, () -> walk.directory(root, TreePath.ROOT, 0));
  }

  private void directory(HostCalls.Handle directory, TreePath path, int depth) throws IOException {
    if (depth > MAX_DEPTH) {
      throw new FaultException(
          ErrorCode.IMAGE_INCOMPLETE,
          "cannot read the tree",
          "directories are nested deeper than " + MAX_DEPTH + " at \"" + path + "\"",
          new Remedy.None());
    }
    List<Branches.Branch> below = new ArrayList<>();
    for (byte[] name : calls.list(directory)) {
      TreePath child = path.resolve(name);
      FileStatus status = calls.status(directory, name);
      visitor.visit(directory, child, status);
      if (status.type() == NodeType.DIRECTORY && status.device() == device) {
        below.add(
            () -> {
              try (HostCalls.Handle handle = calls.openDirectory(directory, name)) {
                directory(handle, child, depth + 1);
              }
            });
      }
    }
    branches.runAll(below);
  }
}
