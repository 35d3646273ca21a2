package org.cmimage.core.rootfs;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import org.cmimage.core.spi.EntrySink;
import org.cmimage.core.spi.TreeEntry;

/**
 * Writes entries into a tree with everything Linux keeps about them: owner, mode with setuid and
 * setgid, extended attributes, ACLs, and nanosecond times, in the order in which the kernel does
 * not undo them.
 *
 * <p>A directory that is there already, also through a link inside the tree (merged-usr), is used
 * as it is. Any other existing node is an error unless the writer was told to replace. Several
 * threads may write at once. {@link #finish} sets the directories' modes and times.
 */
public final class RootfsWriter implements EntrySink, Closeable {
  @Override
  public void accept(TreeEntry entry, InputStream content) throws IOException {
    throw new UnsupportedOperationException("skeleton");
  }

  /** Completes the directories. Nothing may be written afterwards. */
  public void finish() throws IOException {
    throw new UnsupportedOperationException("skeleton");
  }

  @Override
  public void close() {}
}
