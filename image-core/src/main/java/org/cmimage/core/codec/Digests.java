package org.cmimage.core.codec;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;

/**
 * Digests by a library of the host, found as an installed service: Java's own use the processor's
 * instructions only after the second compiler has compiled them. Thread-safe; a digest is for one
 * thread at a time.
 */
public interface Digests {
  /** Makes a SHA-256 digest; empty where the host has no such library. */
  Optional<MessageDigest> sha256();

  /** Makes a SHA-256 digest of the fastest kind available. */
  static MessageDigest newSha256() {
    return Installed.DIGESTS.sha256().orElseGet(Installed::ofJava);
  }

  /** The service, looked up at first use. */
  final class Installed {
    private static final Digests DIGESTS = InstalledCodecs.digests();

    private Installed() {}

    private static MessageDigest ofJava() {
      try {
        return MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every JDK has SHA-256", e);
      }
    }
  }
}
