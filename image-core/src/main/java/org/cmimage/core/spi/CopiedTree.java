package org.cmimage.core.spi;

import com.google.common.hash.Hashing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.staging.TreeCopy;
import org.cmimage.core.syscall.FileStatus;
import org.cmimage.core.syscall.HostCalls;
import org.cmimage.core.tree.TreePath;
import org.cmimage.core.tree.TreeView;

/** A tree in a directory of this machine, a copy of which is the base. */
public final class CopiedTree implements BaseTree {
  /** The package database, which every change of packages rewrites. */
  private static final TreePath DATABASE = TreePath.of("var/lib/dpkg/status");

  private final HostCalls calls;
  private final Path directory;
  private final String seen;
  private final String once;

  /** Records the tree as it is now. */
  public CopiedTree(HostCalls calls, Path directory) {
    this.calls = calls;
    this.directory = directory;
    this.seen = state();
    this.once = seen + " " + UUID.randomUUID();
  }

  /**
   * Returns a different value every time: an interrupted copy is never resumed, because the tree
   * may have changed since.
   */
  @Override
  public String digest() {
    return once;
  }

  private String state() {
    try (Rootfs tree = Rootfs.open(calls, directory);
        HostCalls.Handle root = calls.openRoot(directory)) {
      Optional<FileStatus> database = tree.status(DATABASE);
      String state =
          directory
              + "\n"
              + calls.status(root).inode()
              + "\n"
              + database.map(status -> status.inode() + " " + status.mtimeSeconds()).orElse("");
      return Hashing.sha256().hashString(state, StandardCharsets.UTF_8).toString();
    } catch (IOException gone) {
      // A file that cannot be read cannot be copied either, and copying reports that.
      return "";
    }
  }

  @Override
  public List<String> origins() {
    return List.of("a copy of " + directory);
  }

  @Override
  public long bytes() {
    return 0;
  }

  @Override
  public TreeView view() {
    return new TreeView() {
      @Override
      public Optional<byte[]> read(TreePath path, int limit) throws IOException {
        try (Rootfs tree = Rootfs.open(calls, directory)) {
          return tree.read(path, limit);
        }
      }

      @Override
      public List<TreePath> list(TreePath path) throws IOException {
        try (Rootfs tree = Rootfs.open(calls, directory)) {
          return tree.list(path);
        }
      }
    };
  }

  @Override
  public void unpack(Rootfs tree, StageProgress progress) throws IOException, InterruptedException {
    if (!seen.equals(state())) {
      throw new FaultException(
          ErrorCode.IN_USE,
          "cannot copy " + directory,
          "its packages have changed since it was looked at",
          new Remedy.Resume());
    }
    progress.activity("copying " + directory);
    try (Rootfs from = Rootfs.open(calls, directory)) {
      TreeCopy.Report report = TreeCopy.copy(from, tree);
      progress.log(
          "copied "
              + (report.bytes() >> 20)
              + " MiB of "
              + directory
              + (report.isShared() ? ", sharing blocks" : ""));
    }
  }
}
