package org.cmimage.sources.compress;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Reads a stream in a thread of its own, a few buffers ahead of who reads this one. Failures come
 * where they belong: after all bytes before them. Ends its thread when closed; a read that is under
 * way is waited for.
 */
public final class ReadAhead extends InputStream {
  private static final int BUFFERS = 8;
  private static final int SIZE = 256 * 1024;
  private static final byte[] NOTHING = {};

  private final InputStream source;
  private final BlockingQueue<Block> filled = new ArrayBlockingQueue<>(BUFFERS);
  private final BlockingQueue<byte[]> free = new ArrayBlockingQueue<>(BUFFERS);
  private final Thread thread = new Thread(this::fill, "read-ahead");
  private volatile boolean closed;
  private Block current = new Block(NOTHING, 0, null);
  private int position;

  /** Bytes, or no more of them: the end where there is no failure either. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Block(byte[] bytes, int length, @Nullable Throwable failure) {}

  private ReadAhead(InputStream source) {
    this.source = source;
    thread.setDaemon(true);
  }

  /** Starts to read a stream, which is closed with the result. */
  public static ReadAhead of(InputStream source) {
    ReadAhead ahead = new ReadAhead(source);
    for (int i = 0; i < BUFFERS; i++) {
      ahead.free.add(new byte[SIZE]);
    }
    ahead.thread.start();
    return ahead;
  }

  private void fill() {
    try {
      boolean more = true;
      while (more && !closed) {
        byte[] bytes = free.take();
        int length = 0;
        Throwable failure = null;
        try {
          while (more && !closed && length < SIZE) {
            int count = source.read(bytes, length, SIZE - length);
            more = count >= 0;
            length += Math.max(count, 0);
          }
        } catch (IOException | RuntimeException | Error e) {
          failure = e;
          more = false;
        }
        if (length > 0) {
          filled.put(new Block(bytes, length, null));
        }
        if (!more) {
          filled.put(new Block(NOTHING, 0, failure));
        }
      }
    } catch (InterruptedException e) {
      // only close() does that
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public int read() throws IOException {
    return fetch() ? current.bytes[position++] & 0xff : -1;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    int done = 0;
    // all that is there at once, so that a caller's large buffer is filled in one go
    while (done < length && (done == 0 ? fetch() : position < current.length)) {
      int count = Math.min(length - done, current.length - position);
      System.arraycopy(current.bytes, position, buffer, offset + done, count);
      position += count;
      done += count;
    }
    return done == 0 ? -1 : done;
  }

  /** Whether there is a byte at {@code position}; waits for it. */
  private boolean fetch() throws IOException {
    while (position == current.length) {
      if (current.bytes.length > 0) {
        free.add(current.bytes);
        current = new Block(NOTHING, 0, null);
        position = 0;
      }
      Block next;
      try {
        next = filled.take();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted while data was decompressed");
      }
      if (next.length == 0) {
        filled.add(next);
        throwFailure(next.failure);
        return false;
      }
      current = next;
      position = 0;
    }
    return true;
  }

  private static void throwFailure(@Nullable Throwable failure) throws IOException {
    if (failure instanceof IOException e) {
      throw e;
    } else if (failure instanceof RuntimeException e) {
      throw e;
    } else if (failure instanceof Error e) {
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    closed = true;
    boolean interrupted = false;
    while (thread.isAlive()) {
      filled.clear();
      thread.interrupt();
      try {
        thread.join(10);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    source.close();
  }
}
