package org.cmimage.qemu.isal;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.cmimage.core.codec.RawInflater;

/**
 * An inflater by {@code isal_inflate} with buffers that only the library writes to: bytes are
 * copied in and out.
 */
final class IsalInflater implements RawInflater {
  // struct inflate_state of igzip_lib.h, 2.x, on 64-bit machines
  private static final int NEXT_OUT = 0;
  private static final int AVAILABLE_OUT = 8;
  private static final int NEXT_IN = 16;
  private static final int AVAILABLE_IN = 32;
  private static final int BITS_READ_IN = 36;
  private static final int BLOCK_STATE = 21160;
  private static final int FINISHED = 5;

  /** 87,368 bytes in 2.30. */
  private static final int STATE_SIZE = 128 * 1024;

  private static final int IN_SIZE = 64 * 1024;
  private static final int OUT_SIZE = 256 * 1024;

  private final ByteBuffer memory =
      ByteBuffer.allocateDirect(STATE_SIZE + IN_SIZE + OUT_SIZE).order(ByteOrder.nativeOrder());
  private final long address = Pointer.nativeValue(Native.getDirectBufferPointer(memory));

  private byte[] input = {};
  private int start;
  private int end;

  IsalInflater() {
    IsaL.isal_inflate_init(address);
  }

  @Override
  public void reset() {
    IsaL.isal_inflate_init(address);
    memory.putInt(AVAILABLE_IN, 0);
    start = end;
  }

  @Override
  public void setInput(byte[] bytes, int offset, int length) {
    input = bytes;
    start = offset;
    end = offset + length;
  }

  @Override
  public int inflate(byte[] out, int offset, int length) throws IOException {
    int size = Math.min(length, OUT_SIZE);
    int count;
    do {
      if (memory.getInt(AVAILABLE_IN) == 0) {
        feed();
      }
      memory.putLong(NEXT_OUT, address + STATE_SIZE + IN_SIZE);
      memory.putInt(AVAILABLE_OUT, size);
      int error = IsaL.isal_inflate(address);
      Reference.reachabilityFence(memory);
      if (error != 0) {
        throw new IOException("invalid deflate data (ISA-L's error " + error + ")");
      }
      count = size - memory.getInt(AVAILABLE_OUT);
    } while (count == 0 && !isFinished() && start < end);
    memory.get(STATE_SIZE + IN_SIZE, out, offset, count);
    return count;
  }

  private void feed() {
    int length = Math.min(end - start, IN_SIZE);
    memory.put(STATE_SIZE, input, start, length);
    start += length;
    memory.putLong(NEXT_IN, address + STATE_SIZE);
    memory.putInt(AVAILABLE_IN, length);
  }

  @Override
  public boolean isFinished() {
    return memory.getInt(BLOCK_STATE) == FINISHED;
  }

  @Override
  public int unused() {
    int wholeBytes = memory.getInt(BITS_READ_IN) / Byte.SIZE;
    return end - start + memory.getInt(AVAILABLE_IN) + wholeBytes;
  }

  /** Does nothing: the garbage collector frees the memory. */
  @Override
  public void close() {
    start = end;
  }
}
