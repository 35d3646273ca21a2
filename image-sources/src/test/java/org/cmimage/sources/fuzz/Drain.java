package org.cmimage.sources.fuzz;

import java.io.IOException;
import java.io.InputStream;
import org.cmimage.core.tree.EntrySink;
import org.cmimage.core.tree.TreeEntry;
import org.cmimage.core.tree.TreeEntry.Kind;

/** Reads all content, up to a bound: a few bytes may declare a file as large as a disk. */
final class Drain implements EntrySink {
  private static final long MOST = 8 << 20;

  private final byte[] buffer = new byte[8192];
  private long left = MOST;

  @Override
  public void accept(TreeEntry entry, InputStream content) throws IOException {
    long expected = entry.contentSize().orElse(0L);
    long read = 0;
    for (int n = content.read(buffer); n >= 0; n = content.read(buffer)) {
      read += n;
      left -= n;
      if (left < 0) {
        throw new IOException("enough read");
      }
    }
    check(read == expected, read + " bytes of " + expected);
    check(!(entry.kind() instanceof Kind.Regular file) || file.size() >= 0, "a negative size");
  }

  private static void check(boolean right, String fact) {
    if (!right) {
      throw new AssertionError(fact);
    }
  }
}
