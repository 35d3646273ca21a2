package org.cmimage.core.rootfs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.host.HostPath;
import org.cmimage.core.host.TreeGuard;
import org.cmimage.core.syscall.HostCallException;
import org.cmimage.core.syscall.HostCalls;
import org.cmimage.core.syscall.HostCalls.Handle;
import org.cmimage.core.tree.NodeType;
import org.cmimage.core.tree.TreePath;

/**
 * The deletion of directory trees without ever leaving them: relative to open directories, no link
 * followed, no file system crossed. Nothing is deleted where a mount point is at or below the
 * directory.
 */
public final class TreeRemoval {
  /**
   * The depth limit, as each level holds a descriptor; deeper directories are moved up and deleted
   * there.
   */
  private static final int MAX_DEPTH = 100;

  private final HostCalls calls;
  private final Handle top;
  private final long device;
  private final String what;
  private final Branches branches = new Branches();
  private final Queue<byte[]> movedUp = new ConcurrentLinkedQueue<>();
  private final AtomicLong moves = new AtomicLong();

  private TreeRemoval(HostCalls calls, Handle top, long device, String what) {
    this.calls = calls;
    this.top = top;
    this.device = device;
    this.what = what;
  }

  /**
   * Deletes a directory of the host and everything below it; of another node the name only. Has no
   * effect if there is no node.
   *
   * @throws FaultException with {@link ErrorCode#IN_USE} and nothing deleted where a mount point is
   *     at or below it
   */
  public static void remove(HostCalls calls, Path path) throws IOException {
    TreePath host = TreePath.ofHost(path);
    if (host.isRoot()) {
      throw new IllegalArgumentException("the host's root directory cannot be deleted");
    }
    try (Handle parent = calls.openRoot(parentOf(path))) {
      remove(calls, parent, host.name(), HostPath.text(path));
    } catch (HostCallException e) {
      if (!e.is("ENOENT")) {
        throw e;
      }
    }
  }

  private static Path parentOf(Path path) {
    return Objects.requireNonNull(path.toAbsolutePath().normalize().getParent());
  }

  /** Deletes a name of an open directory and everything below it; {@code what} is for messages. */
  public static void remove(HostCalls calls, Handle parent, byte[] name, String what)
      throws IOException {
    try {
      if (calls.status(parent, name).type() != NodeType.DIRECTORY) {
        calls.unlink(parent, name);
        return;
      }
    } catch (HostCallException e) {
      if (e.is("ENOENT")) {
        return;
      }
      throw e;
    }
    try (Handle directory = calls.openDirectory(parent, name)) {
      List<String> mounts = calls.mountsBelow(directory);
      if (!mounts.isEmpty()) {
        throw mounted(what, String.join(", ", mounts));
      }
      new TreeRemoval(calls, directory, calls.status(parent).device(), what).run();
    }
    calls.removeDirectory(parent, name);
  }

  private void run() throws IOException {
    Branches.start(branches, () -> empty(top, 0));
    for (byte[] name = movedUp.poll(); name != null; name = movedUp.poll()) {
      byte[] moved = name;
      Branches.start(branches, () -> removeBelow(top, moved, 0));
    }
  }

  private void empty(Handle directory, int depth) throws IOException {
    if (calls.status(directory).device() != device) {
      // mounted after the mount table was read
      throw mounted(what, "another file system");
    }
    List<Branches.Branch> below = new ArrayList<>();
    for (byte[] name : calls.list(directory)) {
      try {
        calls.unlink(directory, name);
      } catch (HostCallException e) {
        if (!e.is("EISDIR")) {
          throw e;
        }
        below.add(() -> removeBelow(directory, name, depth));
      }
    }
    branches.runAll(below);
  }

  private void removeBelow(Handle directory, byte[] name, int depth) throws IOException {
    if (depth == MAX_DEPTH) {
      byte[] up =
          (".cm-image-deleted-" + moves.incrementAndGet()).getBytes(StandardCharsets.US_ASCII);
      calls.rename(directory, name, top, up);
      movedUp.add(up);
      return;
    }
    try (Handle handle = calls.openDirectory(directory, name)) {
      empty(handle, depth + 1);
    }
    calls.removeDirectory(directory, name);
  }

  private static FaultException mounted(String what, String mounts) {
    return new FaultException(
        TreeGuard.mounted(what, mounts).fault("cannot delete \"" + what + "\""));
  }
}
