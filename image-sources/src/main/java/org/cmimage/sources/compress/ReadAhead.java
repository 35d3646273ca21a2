package org.cmimage.sources.compress;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.cmimage.core.tree.BlockStream;

/**
 * Reads another stream ahead on a thread of its own, 4 MiB at most, so that producing its bytes and
 * consuming them overlap. To be read and closed by one thread.
 */
public final class ReadAhead extends BlockStream {
  private static final int BLOCK = 1 << 18;
  private static final int BLOCKS = 16;
  private static final long CLOSING_SECONDS = 10;

  /** Opens the stream on the thread that reads it. */
  @FunctionalInterface
  public interface Opener {
    /** Opens the stream, which the reading thread closes. */
    InputStream open() throws IOException;
  }

  /** A block of bytes, or the end of the stream: with {@code failure}, or without. */
  private record Block(byte[] bytes, int length, Optional<IOException> failure) {}

  private final BlockingQueue<Block> full = new ArrayBlockingQueue<>(BLOCKS + 1);
  private final BlockingQueue<byte[]> free = new ArrayBlockingQueue<>(BLOCKS);
  private final Thread reader;
  private Block current = new Block(new byte[0], 0, Optional.empty());
  private int position;

  /**
   * Starts reading.
   *
   * @param name of the thread
   * @param opener of the stream, which is closed at its end or when this is closed
   */
  public ReadAhead(String name, Opener opener) {
    for (int i = 0; i < BLOCKS; i++) {
      free.add(new byte[BLOCK]);
    }
    reader = new Thread(() -> readAll(opener), name);
    reader.setDaemon(true);
    reader.start();
  }

  private void readAll(Opener opener) {
    Optional<IOException> failure = Optional.empty();
    try (InputStream in = opener.open()) {
      int length;
      do {
        byte[] bytes = free.take();
        length = in.readNBytes(bytes, 0, BLOCK);
        if (length > 0) {
          full.add(new Block(bytes, length, Optional.empty()));
        }
      } while (length == BLOCK);
    } catch (InterruptedException closed) {
      return; // the consumer is closed
    } catch (IOException e) {
      failure = Optional.of(e);
    } catch (RuntimeException | Error e) {
      failure = Optional.of(new IOException("internal error: " + e, e));
    }
    full.add(new Block(new byte[0], -1, failure));
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (position == current.length()) {
      next();
    }
    if (current.length() < 0) {
      if (current.failure().isPresent()) {
        throw current.failure().get();
      }
      return -1;
    }
    int count = Math.min(length, current.length() - position);
    System.arraycopy(current.bytes(), position, target, offset, count);
    position += count;
    return count;
  }

  private void next() throws IOException {
    if (current.length() > 0) {
      free.add(current.bytes());
    }
    try {
      current = full.take();
      position = 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while something was decoded");
    }
  }

  /** Reads the rest and discards it. */
  public void skipAll() throws IOException {
    try {
      skipNBytes(Long.MAX_VALUE);
    } catch (EOFException end) {
      // interrupted by close()
    }
  }

  /** Stops reading, and waits until the stream is closed, unless closing hangs. */
  @Override
  public void close() {
    reader.interrupt();
    boolean interrupted = false;
    try {
      reader.join(TimeUnit.SECONDS.toMillis(CLOSING_SECONDS));
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
