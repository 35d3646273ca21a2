package org.cmimage.core.spi;

import java.io.IOException;
import org.cmimage.model.Architecture;

/**
 * A directory that is filled with what images are made of, to be their source where there is no
 * network. What is in it already is not fetched or copied again. Implemented by image-sources.
 * Thread-safe.
 */
public interface OfflineSource {
  /**
   * Returns packages of which copies are made: of the indices that a plan reads, and of what {@link
   * PackageInstallation#fetch} fetches.
   */
  PackageSystem packages();

  /** Copies the package with the emulator for {@code guest} that runs on {@code host}. */
  void addEmulator(Architecture host, Architecture guest) throws IOException, InterruptedException;

  /**
   * Writes the indices, which are kept back until everything they are to find is there.
   *
   * @return what this run read and the directory now holds
   */
  Content finish() throws IOException, InterruptedException;

  /**
   * What a directory holds of a run.
   *
   * @param packages number of them, those for the head node among them
   * @param bytes of the packages
   * @param copiedBytes of those that were not there before
   */
  record Content(int packages, long bytes, long copiedBytes) {}
}
