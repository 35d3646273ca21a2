package org.cmimage.core.spi;

import java.io.IOException;
import java.nio.file.Path;
import org.cmimage.model.Architecture;

/**
 * A directory with everything that images are made of, filled for use as their source without a
 * network. Existing content is not fetched or copied again. Implemented by image-sources.
 * Thread-safe.
 */
public interface OfflineSource {
  /**
   * Returns packages that are copied to the directory: the indices that a plan reads, and the
   * packages that {@link PackageInstallation#fetch} fetches.
   */
  PackageSystem packages();

  /** Returns the directory that is filled. */
  Path directory();

  /**
   * Copies the package with the emulator for {@code guest} that runs on {@code host}.
   *
   * @param offline whether only the cache may be used
   */
  void addEmulator(Architecture host, Architecture guest, boolean offline)
      throws IOException, InterruptedException;

  /**
   * Writes the indices, which are kept back until everything they refer to is there.
   *
   * @return what this run read and the directory now has
   */
  Content finish() throws IOException, InterruptedException;

  /**
   * The content of a directory that a run needs.
   *
   * @param packages number of packages, including those for the head node
   * @param bytes of the packages
   * @param copiedBytes of those that were missing before
   */
  record Content(int packages, long bytes, long copiedBytes) {}
}
