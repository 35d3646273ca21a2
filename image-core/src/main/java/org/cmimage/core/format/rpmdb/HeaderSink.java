package org.cmimage.core.format.rpmdb;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A consumer of the headers of installed packages, one after another. */
@FunctionalInterface
public interface HeaderSink {
  /** The limit of packages in a database; some thirty times a large installation's. */
  int MAX_PACKAGES = 1 << 18;

  /**
   * Accepts one header.
   *
   * @param number the package's number in the database, unsigned
   * @param header valid during the call
   */
  void accept(int number, ByteBuffer header) throws IOException;
}
