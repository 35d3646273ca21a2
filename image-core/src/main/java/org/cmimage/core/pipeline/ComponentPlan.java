package org.cmimage.core.pipeline;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.cmimage.core.spi.GuestSessions;
import org.cmimage.core.spi.PackageInstallation;
import org.cmimage.core.spi.PackageInstallation.PlannedPackage;
import org.cmimage.model.ComponentName;

/**
 * What will be done for one component.
 *
 * @param component which
 * @param installation the decided packages
 * @param execution how the image's programs will run; empty where none of them is run
 * @param exists whether there is a tree in its place already, other than one that an interrupted
 *     run with the same inputs put there
 * @param finished the stages that an interrupted run with the same inputs finished and this one
 *     will skip
 * @param planning how long it took to decide this
 */
public record ComponentPlan(
    ComponentName component,
    PackageInstallation installation,
    Optional<GuestSessions.Execution> execution,
    boolean exists,
    Set<Stage> finished,
    Duration planning) {

  public ComponentPlan {
    finished = Set.copyOf(finished);
  }

  /** What will be installed, sorted by name. */
  public List<PlannedPackage> packages() {
    return installation.packages();
  }

  /** Bytes that the cache lacks. */
  public long bytesToFetch() {
    return packages().stream()
        .filter(p -> !p.cached())
        .mapToLong(PlannedPackage::downloadBytes)
        .sum();
  }

  /** Bytes the packages say they take when installed. */
  public long installedBytes() {
    return packages().stream().mapToLong(PlannedPackage::installedBytes).sum();
  }
}
