package org.cmimage.core.write;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A limited number of buffers between the reader of an archive and the writers of files. The one
 * used last is reused first: it is still in the processor's cache. Thread-safe.
 */
final class Chunks {
  /** The size in bytes, which suits the system calls. */
  static final int SIZE = 1 << 16;

  private final Deque<byte[]> free = new ArrayDeque<>();
  private int unmade;

  Chunks(int count) {
    this.unmade = count;
  }

  /** Waits for a buffer, and returns it. */
  synchronized byte[] take() throws InterruptedException {
    while (free.isEmpty() && unmade == 0) {
      wait();
    }
    if (free.isEmpty()) {
      unmade--;
      return new byte[SIZE];
    }
    return free.pop();
  }

  synchronized void release(byte[] chunk) {
    free.push(chunk);
    notify();
  }
}
