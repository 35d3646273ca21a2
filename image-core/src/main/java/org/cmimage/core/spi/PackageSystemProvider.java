package org.cmimage.core.spi;

import java.nio.file.Path;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.guest.ProgramSource;

/**
 * A service that makes package systems for a pipeline, see {@link java.util.ServiceLoader}.
 * Stateless.
 */
public interface PackageSystemProvider {
  /**
   * Makes a package system with its cache and configuration in {@code layout}. Opens nothing yet.
   */
  PackageSystem packages(ClusterLayout layout);

  /** Makes a source that fills a directory with packages of this system. Opens nothing yet. */
  OfflineSource offlineSource(ClusterLayout layout, Path directory);

  /**
   * Makes a source of programs for the head node from this system's packages. Opens nothing yet.
   */
  ProgramSource programs(ClusterLayout layout);
}
