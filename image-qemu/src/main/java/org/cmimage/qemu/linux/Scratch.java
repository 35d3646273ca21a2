package org.cmimage.qemu.linux;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.cmimage.core.syscall.HostCallException;
import org.cmimage.core.tree.TreePath;

/**
 * One thread's native memory for the arguments of one call: two paths, a small structure and a
 * block for content. Its content is valid during the call only.
 */
final class Scratch {
  /**
   * The size of the block in bytes; the kernel's limit for an extended attribute's value and for a
   * list of their names.
   */
  static final int BLOCK_SIZE = 1 << 16;

  private static final int PATH_SIZE = 4096;
  private static final int STRUCT_OFFSET = 2 * PATH_SIZE;
  private static final int BLOCK_OFFSET = STRUCT_OFFSET + 512;
  private static final ThreadLocal<Scratch> MINE = ThreadLocal.withInitial(Scratch::new);

  private final ByteBuffer memory =
      ByteBuffer.allocateDirect(BLOCK_OFFSET + BLOCK_SIZE).order(ByteOrder.nativeOrder());
  private final ByteBuffer block =
      memory.slice(BLOCK_OFFSET, BLOCK_SIZE).order(ByteOrder.nativeOrder());
  private final ByteBuffer struct =
      memory.slice(STRUCT_OFFSET, BLOCK_OFFSET - STRUCT_OFFSET).order(ByteOrder.nativeOrder());
  private final long address = Pointer.nativeValue(Native.getDirectBufferPointer(memory));

  static Scratch mine() {
    return MINE.get();
  }

  /**
   * Writes a single name as the first path.
   *
   * @return its address
   */
  long name(byte[] name) throws HostCallException {
    checkName(name);
    return path(0, name);
  }

  /**
   * Writes a single name as the second path.
   *
   * @return its address
   */
  long secondName(byte[] name) throws HostCallException {
    checkName(name);
    return path(1, name);
  }

  /**
   * Writes a path, without a NUL byte, as the first ({@code 0}) or second ({@code 1}) one.
   *
   * @return its address
   */
  long path(int place, byte[] path) throws HostCallException {
    if (path.length >= PATH_SIZE) {
      throw new HostCallException("use", TreePath.of(path).toString(), "ENAMETOOLONG");
    }
    memory.put(place * PATH_SIZE, path).put(place * PATH_SIZE + path.length, (byte) 0);
    return address + (long) place * PATH_SIZE;
  }

  /**
   * Writes the kernel's path of an open descriptor, or of a name in one, as the first path.
   *
   * @return its address
   */
  long procPath(int descriptor, byte[] name) throws HostCallException {
    byte[] prefix =
        ("/proc/self/fd/" + descriptor + (name.length == 0 ? "" : "/"))
            .getBytes(StandardCharsets.US_ASCII);
    byte[] path = java.util.Arrays.copyOf(prefix, prefix.length + name.length);
    System.arraycopy(name, 0, path, prefix.length, name.length);
    return path(0, path);
  }

  /** Returns the small structure. */
  ByteBuffer struct() {
    return struct;
  }

  long structAddress() {
    return address + STRUCT_OFFSET;
  }

  /** Returns the block, cleared. */
  ByteBuffer block() {
    return block.clear();
  }

  long blockAddress() {
    return address + BLOCK_OFFSET;
  }

  /** Returns the first {@code length} bytes of the block. */
  byte[] fromBlock(int length) {
    byte[] bytes = new byte[length];
    block().get(bytes);
    return bytes;
  }

  static void checkName(byte[] name) {
    boolean dots = name.length <= 2;
    for (byte b : name) {
      if (b == '/' || b == 0) {
        throw new IllegalArgumentException(
            "not a single name: " + new String(name, StandardCharsets.ISO_8859_1));
      }
      dots &= b == '.';
    }
    if (dots) {
      throw new IllegalArgumentException(
          "not a single name: \"" + new String(name, StandardCharsets.ISO_8859_1) + "\"");
    }
  }
}
