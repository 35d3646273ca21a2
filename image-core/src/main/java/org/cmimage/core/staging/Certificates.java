package org.cmimage.core.staging;

import java.io.IOException;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.syscall.HostCalls;
import org.cmimage.core.tree.TreePath;
import org.cmimage.model.ComponentKind;

/**
 * The directory of a node-installer in which nodes put requests for certificates. It is exported by
 * itself, so it has to exist.
 */
public final class Certificates {
  private static final TreePath DIRECTORY = TreePath.of("certificates");
  private static final int MODE = 0700;

  private Certificates() {}

  /** Makes the directory in a tree of this kind, if it has to have one and has nothing there. */
  public static void make(Rootfs tree, ComponentKind kind) throws IOException {
    if (kind != ComponentKind.NODE_INSTALLER || tree.status(DIRECTORY).isPresent()) {
      return;
    }
    HostCalls calls = tree.calls();
    calls.makeDirectory(tree.root(), DIRECTORY.name(), MODE);
    try (HostCalls.Handle made = calls.openInRoot(tree.root(), DIRECTORY)) {
      calls.setOwner(made, 0, 0);
      calls.setMode(made, MODE);
    }
  }
}
