package org.cmimage.core.spi;

import org.cmimage.core.ClusterLayout;

/**
 * How a pipeline finds package systems: a service, see {@link java.util.ServiceLoader}. Stateless.
 */
public interface PackageSystemProvider {
  /**
   * A package system that keeps its cache and finds its configuration in {@code layout}. Opens
   * nothing yet.
   */
  PackageSystem packages(ClusterLayout layout);

  /** Programs for the head node out of this system's packages. Opens nothing yet. */
  ProgramSource programs(ClusterLayout layout);
}
