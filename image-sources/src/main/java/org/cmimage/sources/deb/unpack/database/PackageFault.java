package org.cmimage.sources.deb.unpack.database;

import java.util.List;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.tree.TreePath;

/** The faults of a package. */
public final class PackageFault {
  private PackageFault() {}

  /** Returns the fault of a package that violates the format. */
  public static FaultException corrupt(String packageName, String fact) {
    return new FaultException(
        ErrorCode.SOURCE_CORRUPT, "cannot unpack package " + packageName, fact, new Remedy.None());
  }

  /** Returns the fault of two packages with the same file. */
  public static FaultException overwrite(String packageName, String path, String other) {
    return new FaultException(
        ErrorCode.DEPENDENCY_CONFLICT,
        "cannot unpack package " + packageName,
        "it has " + path + ", which is also in package " + other,
        new Remedy.ExcludePackages(List.of(packageName)));
  }

  /**
   * Returns the path in a text of the package.
   *
   * @throws FaultException if it is invalid
   */
  static TreePath path(String packageName, String text) throws FaultException {
    try {
      return TreePath.of(text);
    } catch (IllegalArgumentException e) {
      throw corrupt(packageName, String.valueOf(e.getMessage()));
    }
  }
}
