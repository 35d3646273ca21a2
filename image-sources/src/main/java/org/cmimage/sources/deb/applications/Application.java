package org.cmimage.sources.deb.applications;

import java.util.regex.Pattern;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.tree.TreePath;
import org.cmimage.sources.deb.control.BinaryPackage;

/**
 * An application, and its paths in a tree. Name and version are safe in paths, in lists of paths
 * separated by colons, and in modulefiles.
 *
 * @param name the name of its package
 * @param version the upstream version
 */
public record Application(String name, String version) {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9+.-]{1,99}");
  private static final Pattern VERSION = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.+~-]{0,99}");

  /**
   * Returns the application of a package.
   *
   * @throws FaultException if its name or version is not valid for a directory
   */
  public static Application of(BinaryPackage binary) throws FaultException {
    String name = binary.name();
    String version = binary.version().upstream();
    if (!NAME.matcher(name).matches() || !VERSION.matcher(version).matches()) {
      throw new FaultException(
          ErrorCode.SOURCE_CORRUPT,
          "cannot make an application of package " + binary,
          "its name and version cannot name directories",
          new Remedy.None());
    }
    return new Application(name, version);
  }

  /** Returns the directory of its files. */
  TreePath directory() {
    return TreePath.of("apps/" + name + "/" + version);
  }

  /** Returns the path of its modulefile. */
  TreePath modulefile() {
    return TreePath.of("modulefiles/" + name + "/" + version);
  }

  @Override
  public String toString() {
    return name + " " + version;
  }
}
