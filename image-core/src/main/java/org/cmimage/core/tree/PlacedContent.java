package org.cmimage.core.tree;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.cmimage.core.fault.FaultException;

/**
 * Content of a file that can be read at any position and by any thread, because it is stored
 * uncompressed in an open archive. A sink may read it as a stream like any other content, or {@link
 * #hold} it and read it after the call in which it was given.
 *
 * <p>The stream itself, with its mark, is for one thread.
 */
public abstract class PlacedContent extends BlockStream {
  /** Makes the content; for subclasses. */
  protected PlacedContent() {}

  /** The whole content, independent of the stream's position. Reading is thread-safe. */
  public interface Hold extends Closeable {
    /**
     * Reads at least one byte into a buffer, where it has room and {@code position} is before the
     * end. Direct buffers are fastest.
     *
     * @return the number of bytes; -1 at the end
     */
    int read(long position, ByteBuffer buffer) throws IOException;

    /** Releases the archive, so that it can be closed. */
    @Override
    void close() throws IOException;
  }

  /**
   * Keeps the archive open for reading until the hold is closed, even where the source closes it
   * before.
   *
   * @throws FaultException where the archive does not have the whole content
   */
  public abstract Hold hold() throws IOException;

  @Override
  public final boolean markSupported() {
    return true;
  }

  /** Remembers the position; any number of bytes may be read after it. */
  @Override
  public abstract void mark(int limit);

  /** Returns to the position of the last mark, or to the beginning. */
  @Override
  public abstract void reset() throws IOException;
}
