package org.cmimage.core;

import com.google.common.collect.ImmutableList;
import java.nio.file.Path;
import java.util.List;

/**
 * The only versions that a component may be made of.
 *
 * @param file the lock file
 * @param packages all packages that the component was made of when the file was written
 */
public record LockedVersions(Path file, List<LockedPackage> packages) {
  public LockedVersions {
    packages = ImmutableList.copyOf(packages);
  }
}
