package org.cmimage.qemu.crypto;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;

/**
 * The digests of OpenSSL (EVP_DigestInit(3)), bound with primitive types only. Both supported
 * versions of the library have the same functions.
 */
final class LibCrypto {
  static {
    Native.register(LibCrypto.class, library());
  }

  private LibCrypto() {}

  private static NativeLibrary library() {
    try {
      return NativeLibrary.getInstance("libcrypto.so.3");
    } catch (UnsatisfiedLinkError older) {
      return NativeLibrary.getInstance("libcrypto.so.1.1");
    }
  }

  static native long EVP_sha256();

  static native long EVP_MD_CTX_new();

  static native void EVP_MD_CTX_free(long context);

  static native int EVP_DigestInit_ex(long context, long type, long engine);

  static native int EVP_DigestUpdate(long context, long data, long size);

  static native int EVP_DigestFinal_ex(long context, long digest, long size);
}
