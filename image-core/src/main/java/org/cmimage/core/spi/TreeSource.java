package org.cmimage.core.spi;

import java.io.IOException;
import java.util.List;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.rootfs.Rootfs;

/**
 * Where the files of an image tree come from: a decided set of packages, or an archive that was
 * made elsewhere. Holds no open files.
 */
public interface TreeSource {
  /**
   * A digest over everything that decides the result; equal digests mean equal trees. Hexadecimal.
   * An interrupted run is resumed only where it is the same.
   */
  String digest();

  /** Where the files come from, a line for each place, for people. */
  List<String> origins();

  /**
   * Puts all files into an empty tree. No program of the image runs. What is read is verified while
   * it is read: where this returns, all of it was what it is said to be.
   *
   * @throws FaultException where the source is damaged or not what it is said to be; the tree is
   *     then of no use
   */
  void unpack(Rootfs tree, StageProgress progress) throws IOException, InterruptedException;
}
