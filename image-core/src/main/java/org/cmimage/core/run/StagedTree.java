package org.cmimage.core.run;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.staging.StagingDirectory;
import org.cmimage.core.syscall.HostCalls;

/**
 * The tree in a staging directory, opened at the first request and kept open, as it has the digests
 * of files written through it. Not thread-safe.
 */
final class StagedTree implements Closeable {
  private final HostCalls calls;
  private final StagingDirectory staging;
  private Optional<Rootfs> tree = Optional.empty();

  StagedTree(HostCalls calls, StagingDirectory staging) {
    this.calls = calls;
    this.staging = staging;
  }

  /** Returns the tree, which has to exist. */
  Rootfs get() throws IOException {
    if (tree.isEmpty()) {
      tree = Optional.of(Rootfs.open(calls, staging.path()));
    }
    return tree.get();
  }

  @Override
  public void close() {
    tree.ifPresent(Rootfs::close);
  }
}
