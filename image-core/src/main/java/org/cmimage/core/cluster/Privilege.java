package org.cmimage.core.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.Fault;
import org.cmimage.core.fault.ImageException;
import org.cmimage.core.fault.Remedy;

/** The check whether this process has the privileges to make images. */
public final class Privilege {
  private Privilege() {}

  /**
   * Refuses to run as another user than root, before anything is changed.
   *
   * @param what the operation, such as {@code create an image}
   * @throws ImageException with code {@code NOT_ROOT}
   */
  public static void requireRoot(String what) throws ImageException {
    if (!isRoot()) {
      throw new ImageException(
          Fault.sentence(
              ErrorCode.NOT_ROOT, "must run as root to " + what, new Remedy.RunAsRoot()));
    }
  }

  /** Returns whether the effective user is root: it owns the process's directory, see proc(5). */
  public static boolean isRoot() {
    try {
      return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    } catch (IOException unknown) {
      return true; // operations that need root will fail by themselves
    }
  }
}
