package org.cmimage.sources.archive;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.spi.StageProgress;
import org.cmimage.core.tree.BlockStream;
import org.cmimage.core.tree.EntrySink;
import org.cmimage.core.tree.PlacedContent;
import org.cmimage.core.tree.TreeEntry;

/**
 * The entries of an archive on their way to a tree: reports the progress, and refuses more content
 * than an archive of its size can plausibly have.
 */
final class BoundedEntries implements EntrySink {
  private static final int REPORTED_ENTRIES = 200;
  private static final long REPORTED_BYTES = 16 << 20;

  /**
   * The largest plausible ratio of content to archive; no tree of programs compresses as well, and
   * a bomb of zeros does.
   */
  private static final long MOST_PACKED = 200;

  /** Content up to this size, in bytes, is accepted whatever the ratio. */
  private static final long HARMLESS = 1L << 30;

  private final EntrySink next;
  private final StageProgress progress;
  private final long bound;
  private long entries;
  private long bytes;

  /**
   * Makes a sink in front of another one.
   *
   * @param packed the size of the archive in bytes; without it, only the free space is a bound
   */
  BoundedEntries(EntrySink next, StageProgress progress, Optional<Long> packed) {
    this.next = next;
    this.progress = progress;
    this.bound = packed.map(size -> Math.max(HARMLESS, size * MOST_PACKED)).orElse(Long.MAX_VALUE);
  }

  @Override
  public void accept(TreeEntry entry, InputStream content) throws IOException {
    bytes += entry.contentSize().orElse(0L);
    if (bytes > bound) {
      throw new FaultException(
          ErrorCode.SOURCE_CORRUPT,
          "cannot write \"" + entry.path() + "\"",
          "the archive expands more than " + MOST_PACKED + " times; possible archive bomb",
          new Remedy.None());
    }
    boolean large = entry.contentSize().orElse(0L) > REPORTED_BYTES;
    if (large) {
      progress.activity(entry.path().toString());
    }
    // a writer that reads content by itself, in parallel, has its bytes reported on hand-over
    boolean counted = large && !(content instanceof PlacedContent);
    next.accept(
        entry,
        counted ? new CountedContent(content, bytes - entry.contentSize().orElse(0L)) : content);
    if (++entries % REPORTED_ENTRIES == 0) {
      progress.activity(entry.path().toString());
      progress.advanced(entries, 0, bytes);
    }
  }

  /** The content of one large file; reports its bytes while they are read. */
  private final class CountedContent extends BlockStream {
    private final InputStream content;
    private final long before;
    private long unreported;
    private long read;

    CountedContent(InputStream content, long before) {
      this.content = content;
      this.before = before;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int count = content.read(buffer, offset, length);
      unreported += Math.max(count, 0);
      if (unreported >= REPORTED_BYTES) {
        read += unreported;
        unreported = 0;
        progress.advanced(entries, 0, before + read);
      }
      return count;
    }
  }
}
