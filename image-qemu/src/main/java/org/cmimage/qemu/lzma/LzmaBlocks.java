package org.cmimage.qemu.lzma;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.cmimage.core.codec.BlockDecoder;

/**
 * A decoder by {@code lzma_stream_buffer_decode} with buffers that only the library writes to:
 * bytes are copied in and out.
 */
final class LzmaBlocks implements BlockDecoder {
  /** A dictionary has the size of a block at most, 1 MiB. */
  private static final long MEMORY = 16L << 20;

  // offsets of the arguments that the library changes
  private static final int MEMORY_LIMIT = 0;
  private static final int IN_POSITION = 8;
  private static final int OUT_POSITION = 16;
  private static final int ARGUMENTS = 24;

  private static final int OK = 0;

  /** The output buffer is too small, or the input ends early. */
  private static final int BUFFER_ERROR = 10;

  private ByteBuffer memory = ByteBuffer.allocateDirect(0);

  @Override
  public int decode(byte[] in, int offset, int length, byte[] out) throws IOException {
    int size = ARGUMENTS + length + out.length;
    if (memory.capacity() < size) {
      // with room for any other block: none is longer than its decoded content
      memory =
          ByteBuffer.allocateDirect(ARGUMENTS + Math.max(length, out.length) + out.length)
              .order(ByteOrder.nativeOrder());
    }
    long address = Pointer.nativeValue(Native.getDirectBufferPointer(memory));
    memory.putLong(MEMORY_LIMIT, MEMORY);
    memory.putLong(IN_POSITION, 0);
    memory.putLong(OUT_POSITION, 0);
    memory.put(ARGUMENTS, in, offset, length);
    int outStart = ARGUMENTS + length;
    int result =
        LibLzma.lzma_stream_buffer_decode(
            address + MEMORY_LIMIT,
            0,
            0,
            address + ARGUMENTS,
            address + IN_POSITION,
            length,
            address + outStart,
            address + OUT_POSITION,
            out.length);
    int count = (int) memory.getLong(OUT_POSITION);
    Reference.reachabilityFence(memory);
    if (result == BUFFER_ERROR) {
      throw new IOException("it decodes to more than " + out.length + " bytes");
    } else if (result != OK) {
      throw new IOException("invalid xz data (liblzma's error " + result + ")");
    }
    memory.get(outStart, out, 0, count);
    return count;
  }

  /** Does nothing: the garbage collector frees the memory. */
  @Override
  public void close() {
    memory = ByteBuffer.allocateDirect(0);
  }
}
