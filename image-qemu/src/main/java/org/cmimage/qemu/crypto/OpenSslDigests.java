package org.cmimage.qemu.crypto;

import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import org.cmimage.core.codec.Digests;

/** The digests of the host's OpenSSL, 1.1 or 3. */
public final class OpenSslDigests implements Digests {
  /** FIPS 180-4, the example of one block. */
  private static final String OF_ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  /** The result of a single test whether the library is present and works. */
  private static final class Trial {
    private static final boolean PASSED = passes();

    private static boolean passes() {
      try {
        byte[] digest = new OpenSslSha256().digest(new byte[] {'a', 'b', 'c'});
        return HexFormat.of().formatHex(digest).equals(OF_ABC);
      } catch (LinkageError | IllegalStateException absent) {
        return false;
      }
    }
  }

  /** Makes the service, for {@link java.util.ServiceLoader}. */
  public OpenSslDigests() {}

  @Override
  public Optional<MessageDigest> sha256() {
    return Trial.PASSED ? Optional.of(new OpenSslSha256()) : Optional.empty();
  }
}
