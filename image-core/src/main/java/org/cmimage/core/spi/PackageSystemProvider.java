package org.cmimage.core.spi;

import java.nio.file.Path;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.guest.ProgramSource;

/**
 * How a pipeline finds package systems: a service, see {@link java.util.ServiceLoader}. Stateless.
 */
public interface PackageSystemProvider {
  /**
   * A package system that keeps its cache and finds its configuration in {@code layout}. Opens
   * nothing yet.
   */
  PackageSystem packages(ClusterLayout layout);

  /** A directory to be filled with packages of this system. Opens nothing yet. */
  OfflineSource offlineSource(ClusterLayout layout, Path directory);

  /** Programs for the head node out of this system's packages. Opens nothing yet. */
  ProgramSource programs(ClusterLayout layout);
}
