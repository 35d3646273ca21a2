package org.cmimage.core.spi;

import java.io.IOException;
import java.util.List;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.rootfs.Rootfs;

/**
 * The source of an image tree's files: a resolved set of packages, or an archive that was made
 * elsewhere. Holds no open files.
 */
public interface TreeSource {
  /**
   * Returns a digest over everything that determines the result, in hexadecimal; equal digests mean
   * equal trees. An interrupted run is resumed only where it is equal.
   */
  String digest();

  /** Returns the places the files come from, a line each, for display. */
  List<String> origins();

  /**
   * Writes all files to an empty tree. No program of the image runs. Data is verified while it is
   * read: when this returns, all of it was verified.
   *
   * @throws FaultException where the source is damaged or fails verification; the tree then has to
   *     be discarded
   */
  void unpack(Rootfs tree, StageProgress progress) throws IOException, InterruptedException;
}
