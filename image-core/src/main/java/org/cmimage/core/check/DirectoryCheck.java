package org.cmimage.core.check;

import com.google.common.collect.ImmutableSet;
import java.util.Optional;
import java.util.stream.Stream;
import org.cmimage.core.finding.Check;
import org.cmimage.core.finding.Findings;
import org.cmimage.core.identity.OffendingPaths;
import org.cmimage.core.syscall.FileStatus;
import org.cmimage.core.tree.TreePath;

/**
 * The check of mode and owner of the root directory, and of the owner of the system's directories,
 * as the owner of a directory can replace everything in it. Thread-safe.
 */
final class DirectoryCheck {
  private static final int FOR_ALL = 0555;
  private static final int SPECIAL = 07000;

  private static final ImmutableSet<TreePath> SYSTEM =
      Stream.of(
              "bin",
              "boot",
              "etc",
              "lib",
              "lib64",
              "root",
              "sbin",
              "usr",
              "var",
              "usr/bin",
              "usr/lib",
              "usr/lib64",
              "usr/sbin",
              "var/lib")
          .map(TreePath::of)
          .collect(ImmutableSet.toImmutableSet());

  private final OffendingPaths owned = new OffendingPaths();
  private volatile Optional<FileStatus> root = Optional.empty();

  /** Records a directory. */
  void see(TreePath path, FileStatus status) {
    if (path.isRoot()) {
      root = Optional.of(status);
    } else if (status.uid() != 0 && SYSTEM.contains(path)) {
      owned.add(path);
    }
  }

  /** Adds the findings. */
  void report(Findings findings) {
    root.filter(DirectoryCheck::isWrong)
        .ifPresent(
            status ->
                findings.warning(
                    Check.WRITABLE,
                    TreePath.ROOT,
                    "mode 0755, owner 0:0",
                    String.format(
                        "mode %04o, owner %d:%d", status.mode(), status.uid(), status.gid())));
    owned
        .first()
        .ifPresent(
            first ->
                findings.warning(
                    Check.WRITABLE,
                    first,
                    "directories of the system that user 0 owns",
                    "another owner of " + owned));
  }

  /** Returns whether mode or owner is wrong; write permission for all is another check. */
  private static boolean isWrong(FileStatus status) {
    int mode = status.mode();
    return (mode & FOR_ALL) != FOR_ALL
        || (mode & SPECIAL) != 0
        || status.uid() != 0
        || status.gid() != 0;
  }
}
