package org.cmimage.core.rootfs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import org.cmimage.core.syscall.HostCalls;
import org.cmimage.core.syscall.HostCalls.Handle;

/**
 * The digest of a file's content.
 *
 * @param form the digested form of the content
 * @param sha256 of that form
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record ContentDigest(Form form, byte[] sha256) {
  /** The digested form of a file. */
  public enum Form {
    /** The whole file, holes as zeros. */
    WHOLE,
    /**
     * The blocks that are not zero, so that the cost is proportional to the data: of each block of
     * 64 KiB, from the file's start, that is not all zeros, its offset as eight bytes and its
     * content, and the file's size at the end; numbers big endian. The position of the file's holes
     * does not matter.
     */
    NOT_ZERO
  }

  /** The total size of holes in bytes from which only the blocks that are not zero are digested. */
  public static final long HOLES = 64L << 20;

  private static final int BLOCK = 1 << 16;

  /** Returns the form for a file, by the holes it has. */
  static Form formOf(HostCalls calls, Handle file, long size) throws IOException {
    long holes = 0;
    long end = 0;
    while (size - end + holes > HOLES) {
      long start = calls.nextData(file, end);
      holes += (start < 0 ? size : start) - end;
      if (holes > HOLES) {
        return Form.NOT_ZERO;
      }
      if (start < 0) {
        break;
      }
      end = calls.nextHole(file, start);
    }
    return Form.WHOLE;
  }

  /**
   * Reads a file.
   *
   * @param buffer of 64 KiB at least
   * @param digest begun anew
   */
  static ContentDigest read(
      HostCalls calls, Handle file, Form form, ByteBuffer buffer, MessageDigest digest)
      throws IOException {
    switch (form) {
      case WHOLE -> {
        long offset = 0;
        int count;
        while ((count = calls.read(file, buffer.clear(), offset)) >= 0) {
          digest.update(buffer.flip());
          offset += count;
        }
      }
      case NOT_ZERO -> readData(calls, file, buffer, digest);
    }
    return new ContentDigest(form, digest.digest());
  }

  private static void readData(
      HostCalls calls, Handle file, ByteBuffer buffer, MessageDigest digest) throws IOException {
    long size = calls.status(file).size();
    long at = 0;
    for (long data = calls.nextData(file, at); data >= 0; data = calls.nextData(file, at)) {
      long end = calls.nextHole(file, data);
      for (at = data / BLOCK * BLOCK; at < end; at += BLOCK) {
        fill(calls, file, at, buffer.clear().limit(BLOCK));
        if (!isZero(buffer.flip())) {
          digest.update(number(at));
          digest.update(buffer);
        }
      }
      if (at >= size) {
        break;
      }
    }
    digest.update(number(size));
  }

  private static void fill(HostCalls calls, Handle file, long at, ByteBuffer buffer)
      throws IOException {
    while (buffer.hasRemaining() && calls.read(file, buffer, at + buffer.position()) >= 0) {
      // until the buffer is full, or the file's end
    }
  }

  private static boolean isZero(ByteBuffer block) {
    int at = 0;
    for (; at + Long.BYTES <= block.limit(); at += Long.BYTES) {
      if (block.getLong(at) != 0) {
        return false;
      }
    }
    while (at < block.limit() && block.get(at) == 0) {
      at++;
    }
    return at == block.limit();
  }

  private static ByteBuffer number(long value) {
    return ByteBuffer.allocate(Long.BYTES).putLong(value).flip();
  }
}
