package org.cmimage.core;

import com.google.common.collect.ImmutableList;
import java.nio.file.Path;
import java.util.List;

/**
 * The versions that a component has to be made of: none but these.
 *
 * @param file that says so
 * @param packages all that the component was made of when the file was written
 */
public record LockedVersions(Path file, List<LockedPackage> packages) {
  public LockedVersions {
    packages = ImmutableList.copyOf(packages);
  }
}
