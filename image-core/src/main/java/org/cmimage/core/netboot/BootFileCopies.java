package org.cmimage.core.netboot;

import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.cmimage.core.netboot.ServedRecord.Made;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.syscall.HostCallException;
import org.cmimage.core.syscall.HostCalls;
import org.cmimage.core.tree.TreePath;
import org.cmimage.model.netboot.NetworkBoot;
import org.cmimage.model.netboot.ServedKernel;

/**
 * Makes and removes files that everyone may read. A kernel in an image often is its owner's alone,
 * so hard links to it would not do.
 */
final class BootFileCopies {
  private static final int MODE = 0644;

  /** The prefix of the name of a copy that has not its place yet, which the server never names. */
  private static final String NEXT = ".cm-image-next-";

  private static final int BUFFER = 1 << 18;

  private final HostCalls calls;
  private final Rootfs cluster;

  BootFileCopies(HostCalls calls, Rootfs cluster) {
    this.calls = calls;
    this.cluster = cluster;
  }

  /** Makes the files of one directory; all are on the disk before the first takes its place. */
  Map<String, Made> make(Map<String, BootSource> files) throws IOException {
    try {
      for (Map.Entry<String, BootSource> file : files.entrySet()) {
        copy(file.getValue(), file.getKey());
      }
      Map<String, Made> made = new LinkedHashMap<>();
      for (Map.Entry<String, BootSource> file : files.entrySet()) {
        TreePath path = TreePath.of(file.getKey());
        cluster.rename(next(path), path);
        String stamp =
            BootSource.stamp(
                cluster
                    .status(path)
                    .orElseThrow(() -> new IOException("\"" + path + "\" is gone")));
        made.put(file.getKey(), new Made(file.getValue().stamp(), stamp));
        sync(path.parent());
      }
      return made;
    } catch (IOException e) {
      for (String path : files.keySet()) {
        try {
          cluster.delete(next(TreePath.of(path)));
        } catch (IOException left) {
          e.addSuppressed(left);
        }
      }
      throw e;
    }
  }

  private static TreePath next(TreePath path) {
    String parent = path.parent().toString();
    return TreePath.of(parent + "/" + NEXT + path.toString().substring(parent.length() + 1));
  }

  private void copy(BootSource source, String path) throws IOException {
    boolean unpacks = path.endsWith("/" + ServedKernel.KERNEL) && source.isPacked(calls);
    TreePath next = next(TreePath.of(path));
    try (BootSource.Content content = source.open(calls);
        InputStream in = unpacks ? new GZIPInputStream(content.in(), BUFFER) : content.in()) {
      cluster.write(
          next,
          MODE,
          out -> {
            byte[] buffer = new byte[BUFFER];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
              out.write(buffer, 0, count);
            }
          });
    }
    sync(next);
  }

  private void sync(TreePath path) throws IOException {
    try (HostCalls.Handle node = calls.openInRoot(cluster.root(), path)) {
      calls.sync(node);
    }
  }

  /** Removes a file, and directories above it that are empty then. */
  void remove(String path) throws IOException {
    TreePath file = TreePath.of(path);
    cluster.delete(file);
    cluster.delete(next(file));
    TreePath top = TreePath.of(NetworkBoot.ROOT);
    for (TreePath above = file.parent(); !above.equals(top); above = above.parent()) {
      try (HostCalls.Handle parent = calls.openInRoot(cluster.root(), above.parent())) {
        calls.removeDirectory(parent, above.name());
      } catch (HostCallException e) {
        return; // others have files in it, or it is gone
      }
    }
  }
}
