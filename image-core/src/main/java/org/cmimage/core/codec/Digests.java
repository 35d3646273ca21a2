package org.cmimage.core.codec;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * Digests by a library of the host, found among the installed services: Java's own need the second
 * compiler, and time, until they use the processor's instructions. Thread-safe; a digest is for one
 * thread at a time.
 */
public interface Digests {
  /** A new SHA-256; empty where the host has no such library. */
  Optional<MessageDigest> sha256();

  /** A new SHA-256 of the fastest kind that there is. */
  static MessageDigest newSha256() {
    return Installed.DIGESTS.sha256().orElseGet(Installed::ofJava);
  }

  /** What was found when it was first asked for. */
  final class Installed {
    private static final Digests DIGESTS =
        ServiceLoader.load(Digests.class).findFirst().orElse(Optional::empty);

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
