package org.cmimage.qemu.crypto;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.security.MessageDigest;

/** SHA-256 in an OpenSSL context, which is freed with this object. */
final class OpenSslSha256 extends MessageDigest {
  private static final int LENGTH = 32;
  private static final int BLOCK_SIZE = 1 << 16;
  private static final Cleaner CLEANER = Cleaner.create();

  /** A thread's native memory for the arguments of one call. */
  private static final ThreadLocal<ByteBuffer> BLOCKS =
      ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(BLOCK_SIZE));

  private final long context;
  private boolean begun;

  OpenSslSha256() {
    super("SHA-256");
    long made = LibCrypto.EVP_MD_CTX_new();
    if (made == 0) {
      throw new OutOfMemoryError("EVP_MD_CTX_new");
    }
    this.context = made;
    CLEANER.register(this, () -> LibCrypto.EVP_MD_CTX_free(made));
  }

  private static void check(String call, int result) {
    if (result != 1) {
      throw new IllegalStateException(call + " failed");
    }
  }

  private static long address(ByteBuffer direct) {
    return Pointer.nativeValue(Native.getDirectBufferPointer(direct));
  }

  private void begin() {
    if (!begun) {
      check("EVP_DigestInit_ex", LibCrypto.EVP_DigestInit_ex(context, LibCrypto.EVP_sha256(), 0));
      begun = true;
    }
  }

  @Override
  protected void engineUpdate(byte input) {
    engineUpdate(new byte[] {input}, 0, 1);
  }

  @Override
  protected void engineUpdate(byte[] input, int offset, int length) {
    ByteBuffer block = BLOCKS.get();
    for (int done = 0; done < length; done += BLOCK_SIZE) {
      int size = Math.min(length - done, BLOCK_SIZE);
      block.put(0, input, offset + done, size);
      update(address(block), size);
    }
    Reference.reachabilityFence(block);
  }

  @Override
  protected void engineUpdate(ByteBuffer input) {
    if (!input.isDirect()) {
      super.engineUpdate(input);
      return;
    }
    update(address(input) + input.position(), input.remaining());
    Reference.reachabilityFence(input);
    input.position(input.limit());
  }

  private void update(long address, int size) {
    begin();
    check("EVP_DigestUpdate", LibCrypto.EVP_DigestUpdate(context, address, size));
    Reference.reachabilityFence(this);
  }

  @Override
  protected byte[] engineDigest() {
    begin();
    ByteBuffer block = BLOCKS.get();
    check("EVP_DigestFinal_ex", LibCrypto.EVP_DigestFinal_ex(context, address(block), 0));
    begun = false;
    byte[] digest = new byte[LENGTH];
    block.get(0, digest);
    Reference.reachabilityFence(this);
    return digest;
  }

  @Override
  protected void engineReset() {
    begun = false;
  }

  @Override
  protected int engineGetDigestLength() {
    return LENGTH;
  }
}
