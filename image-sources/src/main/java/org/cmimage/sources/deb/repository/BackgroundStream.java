package org.cmimage.sources.deb.repository;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Reads another stream ahead on a thread of its own, a few blocks at most, so that decoding and
 * parsing overlap. Fails behind a limit, for a small file can be made to decode into terabytes. To
 * be read and closed by one thread.
 */
final class BackgroundStream extends InputStream {
  private static final int BLOCK = 1 << 17;
  private static final int AHEAD = 8;

  /** Bytes, or how the stream ended: with {@code failure}, or without. */
  private record Block(byte[] bytes, int length, Optional<IOException> failure) {}

  private final BlockingQueue<Block> blocks = new ArrayBlockingQueue<>(AHEAD);
  private final Thread reader;
  private Block current = new Block(new byte[0], 0, Optional.empty());
  private int position;
  private long left;

  /**
   * Takes over a stream, which is closed at its end or when this is closed.
   *
   * @param limit bytes it may have
   */
  BackgroundStream(InputStream in, long limit) {
    left = limit;
    reader = new Thread(() -> readAll(in), "decode");
    reader.setDaemon(true);
    reader.start();
  }

  private void readAll(InputStream in) {
    try {
      blocks.put(readToEnd(in));
    } catch (InterruptedException closed) {
      // nobody waits for more blocks
    }
  }

  /** Queues the blocks of the stream and returns the one that tells how it ended. */
  private Block readToEnd(InputStream in) throws InterruptedException {
    try (in) {
      while (true) {
        byte[] bytes = new byte[BLOCK];
        int n = in.readNBytes(bytes, 0, BLOCK);
        if (n == 0) {
          return new Block(bytes, -1, Optional.empty());
        }
        blocks.put(new Block(bytes, n, Optional.empty()));
      }
    } catch (IOException e) {
      return new Block(new byte[0], -1, Optional.of(e));
    } catch (RuntimeException e) { // from a decoder that was fed nonsense
      return new Block(new byte[0], -1, Optional.of(new IOException(e.toString(), e)));
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
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
        throw new IOException(current.failure().get().getMessage(), current.failure().get());
      }
      return -1;
    }
    int n = Math.min(length, current.length() - position);
    System.arraycopy(current.bytes(), position, target, offset, n);
    position += n;
    left -= n;
    if (left < 0) {
      throw new IOException("it has more bytes than its repository says");
    }
    return n;
  }

  private void next() throws InterruptedIOException {
    try {
      current = blocks.take();
      position = 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while decoding");
    }
  }

  @Override
  public void close() {
    reader.interrupt();
  }
}
