package org.cmimage.sources.deb.repository;

import java.io.IOException;
import java.nio.file.Path;

/** Finds keyrings. Thread-safe. */
@FunctionalInterface
public interface KeyringLocator {
  /** The binary keyring file that a repository names. */
  Path locate(String name) throws IOException;
}
