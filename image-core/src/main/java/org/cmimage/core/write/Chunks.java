package org.cmimage.core.write;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A bounded number of buffers on their way from who reads an archive to who writes files. The one
 * used last is given first: it is still in the processor's cache. Thread-safe.
 */
final class Chunks {
  /** What the system calls take in one piece. */
  static final int SIZE = 1 << 16;

  private final Deque<byte[]> free = new ArrayDeque<>();
  private int unmade;

  Chunks(int count) {
    this.unmade = count;
  }

  /** Waits for a buffer. */
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
