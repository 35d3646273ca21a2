package org.cmimage.core.write;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.syscall.HostCalls;
import org.cmimage.core.tree.PlacedContent;
import org.cmimage.core.tree.TreeEntry.Extent;
import org.cmimage.core.tree.TreeEntry.Kind;
import org.cmimage.core.tree.TreePath;

/** The writer of one new file's content, which leaves its holes. Not thread-safe. */
final class FileContent {
  private static final byte[] ZEROS = new byte[1 << 16];

  /**
   * The size of a block in bytes, small enough to stay in a core's cache between reading, writing
   * and digesting.
   */
  private static final int BLOCK = 1 << 18;

  /** Buffers for the system call and the digest, which need memory that does not move. */
  private static final ThreadLocal<ByteBuffer> BLOCKS =
      ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(BLOCK));

  private final HostCalls calls;
  private final HostCalls.Handle file;
  private final TreePath path;
  private final Kind.Regular kind;
  private final List<Extent> extents;
  private final Optional<MessageDigest> digest;
  private int extent;
  private long inExtent;
  private long position;
  private long taken;

  /**
   * Makes the writer of an open file.
   *
   * @param digest updated with the whole content, holes as zeros
   */
  FileContent(
      HostCalls calls,
      HostCalls.Handle file,
      TreePath path,
      Kind.Regular kind,
      Optional<MessageDigest> digest) {
    this.calls = calls;
    this.file = file;
    this.path = path;
    this.kind = kind;
    this.extents = kind.isSparse() ? kind.data() : List.of(new Extent(0, kind.size()));
    this.digest = digest;
  }

  /** Writes all of {@code content}, through a buffer of the caller's. */
  void writeAll(InputStream content, byte[] buffer) throws IOException {
    int length;
    while ((length = content.readNBytes(buffer, 0, buffer.length)) > 0) {
      write(buffer, length);
    }
    end();
  }

  /**
   * Writes all of a content that can be read at any position; the file must not have holes.
   *
   * @return the first bytes, {@code beginning} of them or all
   */
  byte[] writeAll(PlacedContent.Hold content, int beginning) throws IOException {
    ByteBuffer block = BLOCKS.get();
    byte[] first = {};
    long size = kind.size();
    // one byte more than expected, to detect it
    while (taken <= size) {
      block.clear().limit((int) Math.min(block.capacity(), size - taken + 1));
      int count = content.read(taken, block);
      if (count < 0) {
        break;
      }
      if (taken == 0) {
        first = new byte[Math.min(count, beginning)];
        block.get(0, first);
      }
      taken += count;
      if (taken > size) {
        throw wrongLength(path, kind, "more");
      }
      writeBlock(block.flip());
    }
    end();
    return first;
  }

  /** Writes the next bytes. */
  void write(byte[] from, int length) throws IOException {
    int done = 0;
    while (done < length) {
      while (extent < extents.size() && inExtent == extents.get(extent).length()) {
        extent++;
        inExtent = 0;
      }
      if (extent == extents.size()) {
        throw wrongLength(path, kind, "more");
      }
      long target = extents.get(extent).offset() + inExtent;
      if (target > position) {
        calls.skip(file, target - position);
        addZeros(target - position);
      }
      int count = (int) Math.min(length - done, extents.get(extent).length() - inExtent);
      write(from, done, count);
      done += count;
      inExtent += count;
      position = target + count;
    }
    taken += length;
  }

  private void write(byte[] from, int offset, int length) throws IOException {
    ByteBuffer block = BLOCKS.get();
    for (int done = 0; done < length; done += block.capacity()) {
      int size = Math.min(length - done, block.capacity());
      block.clear().put(from, offset + done, size).flip();
      writeBlock(block);
    }
  }

  private void writeBlock(ByteBuffer block) throws IOException {
    calls.write(file, block);
    if (digest.isPresent()) {
      digest.get().update(block.rewind());
    }
  }

  /** Ends the file; fails where content is missing. */
  void end() throws IOException {
    if (taken != kind.contentSize()) {
      throw wrongLength(path, kind, String.valueOf(taken));
    }
    if (kind.isSparse()) {
      calls.truncate(file, kind.size());
      addZeros(kind.size() - position);
    }
  }

  private void addZeros(long length) {
    if (digest.isPresent()) {
      for (long left = length; left > 0; left -= ZEROS.length) {
        digest.get().update(ZEROS, 0, (int) Math.min(left, ZEROS.length));
      }
    }
  }

  static FaultException wrongLength(TreePath path, Kind.Regular kind, String found) {
    return WriteFault.badEntry(
        path, "expected " + kind.contentSize() + " bytes of content, found " + found);
  }
}
