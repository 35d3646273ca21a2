package org.cmimage.core.rootfs;

import com.google.common.math.LongMath;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.syscall.FileStatus;
import org.cmimage.core.syscall.HostCallException;
import org.cmimage.core.syscall.HostCalls;
import org.cmimage.core.tree.NodeType;

/**
 * The size of a tree, or a lower limit of it where it cannot be walked to its end.
 *
 * @param files number of nodes, without the root
 * @param bytes the sum of its regular files' sizes, those with several names once; at most {@link
 *     Long#MAX_VALUE}
 */
public record TreeExtent(long files, long bytes) {
  /**
   * Measures a tree by one walk over it, as far as it can be walked.
   *
   * @throws IOException only where there is none
   */
  public static TreeExtent of(HostCalls calls, Path directory) throws IOException {
    Sum sum = new Sum();
    try {
      sum.walk(calls, directory);
    } catch (FaultException | HostCallException e) {
      if (e instanceof HostCallException call && call.is("ENOENT")) {
        throw call;
      }
      // too deep to walk, or the disk fails: the visited part is a lower limit
    }
    return sum.extent();
  }

  /**
   * Measures a tree by one walk over all of it.
   *
   * @throws IOException where it cannot be walked to its end
   */
  public static TreeExtent whole(HostCalls calls, Path directory) throws IOException {
    Sum sum = new Sum();
    sum.walk(calls, directory);
    return sum.extent();
  }

  /** The extent of nodes that are visited one by one. Thread-safe. */
  public static final class Sum {
    private final LongAdder files = new LongAdder();
    private final AtomicLong bytes = new AtomicLong();
    private final Set<Inode> counted = ConcurrentHashMap.newKeySet();

    /** A node with several names. */
    private record Inode(long device, long number) {}

    private void walk(HostCalls calls, Path directory) throws IOException {
      try (Rootfs tree = Rootfs.open(calls, directory)) {
        tree.walk((parent, path, status) -> add(status));
      }
    }

    /** Adds a node below the root. */
    public void add(FileStatus status) {
      files.increment();
      if (status.type() == NodeType.REGULAR
          && (status.links() <= 1 || counted.add(new Inode(status.device(), status.inode())))) {
        bytes.accumulateAndGet(status.size(), LongMath::saturatedAdd);
      }
    }

    /** Returns the extent of what was added. */
    public TreeExtent extent() {
      return new TreeExtent(files.sum(), bytes.get());
    }
  }
}
