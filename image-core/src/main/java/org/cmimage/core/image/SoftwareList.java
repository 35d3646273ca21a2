package org.cmimage.core.image;

import java.io.IOException;
import java.util.List;
import org.cmimage.core.format.InstalledSoftware;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.syscall.HostCalls;

/** The packages of an image, from its package manager's database. */
public final class SoftwareList {
  private SoftwareList() {}

  /**
   * Returns the packages by name and architecture; no program of the image is run.
   *
   * @throws org.cmimage.core.fault.FaultException where it has no database of dpkg or rpm, or a
   *     damaged one
   */
  public static List<InstalledSoftware> of(HostCalls calls, FinishedImage image)
      throws IOException {
    try (Rootfs tree = image.open(calls)) {
      return InstalledSoftware.of(tree, image.name());
    }
  }
}
