package org.cmimage.sources.openpgp;

import java.nio.file.Path;

/**
 * A file with keys that are trusted.
 *
 * @param file a binary one
 * @param name what the user knows it by; a built-in keyring is a copy in the cache, whose path
 *     means nothing to a user
 */
public record Keyring(Path file, String name) {
  /** Returns a keyring that is known by its path. */
  static Keyring of(Path file) {
    return new Keyring(file, file.toString());
  }
}
