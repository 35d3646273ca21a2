package org.cmimage.qemu.isal;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;

/** ISA-L's functions (igzip_lib.h of libisal.so.2), bound with primitive types only. */
final class IsaL {
  /** Version 2 of the ABI: another one may have another structure. */
  private static final String LIBRARY = "libisal.so.2";

  static {
    Native.register(IsaL.class, NativeLibrary.getInstance(LIBRARY));
  }

  private IsaL() {}

  static native void isal_inflate_init(long state);

  static native int isal_inflate(long state);
}
