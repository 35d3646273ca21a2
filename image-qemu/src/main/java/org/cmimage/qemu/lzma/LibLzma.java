package org.cmimage.qemu.lzma;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;

/**
 * The function of liblzma that decodes a whole stream (lzma/container.h), bound with primitive
 * types.
 */
final class LibLzma {
  private static final String LIBRARY = "liblzma.so.5";

  static {
    Native.register(LibLzma.class, NativeLibrary.getInstance(LIBRARY));
  }

  private LibLzma() {}

  static native int lzma_stream_buffer_decode(
      long memoryLimit,
      int flags,
      long allocator,
      long in,
      long inPosition,
      long inSize,
      long out,
      long outPosition,
      long outSize);
}
