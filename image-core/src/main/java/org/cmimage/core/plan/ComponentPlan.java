package org.cmimage.core.plan;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.cmimage.core.ComponentOrigin;
import org.cmimage.core.guest.GuestSessions;
import org.cmimage.core.preinstall.PreInstallScript;
import org.cmimage.core.record.Stage;
import org.cmimage.core.spi.BaseTree;
import org.cmimage.core.spi.PackageInstallation;
import org.cmimage.core.spi.PackageInstallation.PlannedChange;
import org.cmimage.core.spi.PackageInstallation.PlannedPackage;
import org.cmimage.core.spi.TreeSource;
import org.cmimage.model.ComponentName;

/**
 * What will be done for one component.
 *
 * @param component which
 * @param making how its tree comes into its place
 * @param exists whether there is a tree in its place already, other than one that an interrupted
 *     run with the same inputs put there
 * @param finished the stages that an interrupted run with the same inputs finished and this one
 *     will skip
 * @param planning how long it took to decide this
 */
public record ComponentPlan(
    ComponentName component,
    Making making,
    boolean exists,
    Set<Stage> finished,
    Duration planning) {

  public ComponentPlan {
    finished = Set.copyOf(finished);
  }

  /** How a tree comes into its place, and so which stages there are. */
  public sealed interface Making {
    /** A digest over everything that decides the tree; empty where it is there. */
    Optional<String> digest();
  }

  /**
   * Installed from packages: UNPACK to REGISTER.
   *
   * @param installation the decided packages
   * @param options how they are installed
   * @param execution how the image's programs will run; empty where none of them is run
   * @param base the tree they are installed on top of; empty where there is none
   * @param script what runs before they are configured
   */
  public record Install(
      PackageInstallation installation,
      ComponentOrigin.Repositories options,
      Optional<GuestSessions.Execution> execution,
      Optional<BaseTree> base,
      Optional<PreInstallScript> script)
      implements Making {
    /** The files of both. */
    public TreeSource source() {
      return base.isPresent() ? new LayeredTree(base.get(), installation) : installation;
    }

    @Override
    public Optional<String> digest() {
      String files = source().digest();
      return Optional.of(script.map(one -> files + " " + one.digest()).orElse(files));
    }
  }

  /** Extracted from an archive of a finished tree: the same stages, but for PROVISION. */
  public record Extract(TreeSource archive) implements Making {
    @Override
    public Optional<String> digest() {
      return Optional.of(archive.digest());
    }
  }

  /** There already, and left as it is: VERIFY and REGISTER. */
  public record Adopt() implements Making {
    @Override
    public Optional<String> digest() {
      return Optional.empty();
    }
  }

  /** Where the files come from; empty where they are there. */
  public Optional<TreeSource> source() {
    if (making instanceof Install install) {
      return Optional.of(install.source());
    }
    return making instanceof Extract extract ? Optional.of(extract.archive()) : Optional.empty();
  }

  /** How the image's programs will run; empty where none of them is run. */
  public Optional<GuestSessions.Execution> execution() {
    return making instanceof Install install ? install.execution() : Optional.empty();
  }

  /** What will be installed, sorted by name; nothing where no packages are. */
  public List<PlannedPackage> packages() {
    return making instanceof Install install ? install.installation().packages() : List.of();
  }

  /** Returns how the packages of the tree change, sorted by name; nothing where none do. */
  public List<PlannedChange> changes() {
    return making instanceof Install install ? install.installation().changes() : List.of();
  }

  /** Bytes that the cache lacks. */
  public long bytesToFetch() {
    return packages().stream()
        .filter(p -> !p.cached())
        .mapToLong(PlannedPackage::downloadBytes)
        .sum();
  }

  /** Bytes that the tree will take: as the packages say, and on top of what its base has. */
  public long installedBytes() {
    long base =
        making instanceof Install install ? install.base().map(BaseTree::bytes).orElse(0L) : 0;
    return base + packages().stream().mapToLong(PlannedPackage::installedBytes).sum();
  }
}
