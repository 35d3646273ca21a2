package org.cmimage.core.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.ImageException;
import org.cmimage.core.fault.Remedy;

/** Whether this process may do what making images takes. */
public final class Privilege {
  private Privilege() {}

  /**
   * Refuses to go on as anybody but root, before anything is touched.
   *
   * @param what what root is needed for, such as {@code create an image}
   * @throws ImageException with code {@code NOT_ROOT}
   */
  public static void requireRoot(String what) throws ImageException {
    if (!isRoot()) {
      throw new ImageException(
          ErrorCode.NOT_ROOT, "must run as root to " + what, new Remedy.RunAsRoot());
    }
  }

  /** The owner of a process's directory is its effective user, see proc(5). */
  static boolean isRoot() {
    try {
      return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    } catch (IOException unknown) {
      return true; // what root alone may do will fail by itself
    }
  }
}
