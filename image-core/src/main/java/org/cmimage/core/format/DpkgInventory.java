package org.cmimage.core.format;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.cmimage.core.tree.TreePath;

/**
 * A summary of the installed packages in dpkg's status file.
 *
 * @param packages number of packages
 * @param own the architecture of package {@code dpkg} itself, which is the tree's own, by Debian's
 *     name; empty where that package is not listed
 */
public record DpkgInventory(long packages, Optional<String> own) {
  /** The path of dpkg's status file. */
  public static final TreePath STATUS = TreePath.of("var/lib/dpkg/status");

  /** The size limit in bytes; some hundred times a large installation's. */
  public static final long LIMIT = 512L * 1024 * 1024;

  /** Reads a status file, which the caller closes; empty where it exceeds the limit. */
  public static Optional<DpkgInventory> read(InputStream status) throws IOException {
    DpkgStatus reader = new DpkgStatus(status, LIMIT);
    long packages = 0;
    Optional<String> own = Optional.empty();
    try {
      Optional<DpkgStatus.Entry> entry;
      while ((entry = reader.next()).isPresent()) {
        if (!entry.get().isGone()) {
          packages++;
          if (entry.get().name().equals("dpkg") && !entry.get().architecture().isEmpty()) {
            own = Optional.of(entry.get().architecture());
          }
        }
      }
    } catch (EOFException tooLong) {
      return Optional.empty();
    }
    return Optional.of(new DpkgInventory(packages, own));
  }
}
