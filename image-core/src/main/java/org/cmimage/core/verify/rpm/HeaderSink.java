package org.cmimage.core.verify.rpm;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Takes the headers of installed packages, one after another. */
@FunctionalInterface
interface HeaderSink {
  /**
   * Takes one.
   *
   * @param number the package's number in the database, unsigned
   * @param header valid during the call
   */
  void accept(int number, ByteBuffer header) throws IOException;
}
