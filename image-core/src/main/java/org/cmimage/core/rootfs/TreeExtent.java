package org.cmimage.core.rootfs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.LongAdder;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.syscall.HostCallException;
import org.cmimage.core.syscall.HostCalls;
import org.cmimage.core.tree.NodeType;

/**
 * The size of a tree, or a lower limit of it where it cannot be walked to its end.
 *
 * @param files number of nodes, without the root
 * @param bytes the sum of its regular files' sizes, those with several names in equal parts
 */
public record TreeExtent(long files, long bytes) {
  /**
   * Measures a tree by one walk over it, as far as it can be walked.
   *
   * @throws IOException only where there is none
   */
  public static TreeExtent of(HostCalls calls, Path directory) throws IOException {
    Sums sums = new Sums();
    try {
      sums.add(calls, directory);
    } catch (FaultException | HostCallException e) {
      if (e instanceof HostCallException call && call.is("ENOENT")) {
        throw call;
      }
      // too deep to walk, or the disk fails: the visited part is a lower limit
    }
    return sums.extent();
  }

  /**
   * Measures a tree by one walk over all of it.
   *
   * @throws IOException where it cannot be walked to its end
   */
  public static TreeExtent whole(HostCalls calls, Path directory) throws IOException {
    Sums sums = new Sums();
    sums.add(calls, directory);
    return sums.extent();
  }

  private static final class Sums {
    private final LongAdder files = new LongAdder();
    private final LongAdder bytes = new LongAdder();

    void add(HostCalls calls, Path directory) throws IOException {
      try (Rootfs tree = Rootfs.open(calls, directory)) {
        tree.walk(
            (parent, path, status) -> {
              files.increment();
              if (status.type() == NodeType.REGULAR) {
                bytes.add(status.size() / Math.max(1, status.links()));
              }
            });
      }
    }

    TreeExtent extent() {
      return new TreeExtent(files.sum(), bytes.sum());
    }
  }
}
