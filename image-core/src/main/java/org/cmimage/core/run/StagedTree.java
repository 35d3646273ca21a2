package org.cmimage.core.run;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.staging.StagingDirectory;
import org.cmimage.core.syscall.HostCalls;

/**
 * The tree in a staging directory, opened when it is first asked for and the same from then on: it
 * knows the digests of what was written through it. For one thread.
 */
final class StagedTree implements Closeable {
  private final HostCalls calls;
  private final StagingDirectory staging;
  private Optional<Rootfs> tree = Optional.empty();

  StagedTree(HostCalls calls, StagingDirectory staging) {
    this.calls = calls;
    this.staging = staging;
  }

  /** The tree, which has to be there. */
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
