package org.cmimage.sources.deb.repository;

import java.io.IOException;
import java.nio.file.Path;

/** Locates keyrings. Thread-safe. */
@FunctionalInterface
public interface KeyringLocator {
  /** Returns the binary keyring file that a repository names. */
  Path locate(String name) throws IOException;
}
