package org.cmimage.core.pipeline;

import java.util.List;
import java.util.ServiceLoader;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.guest.GuestSessions;
import org.cmimage.core.guest.GuestSessionsProvider;
import org.cmimage.core.spi.ImageArchives;
import org.cmimage.core.spi.ImageArchivesProvider;
import org.cmimage.core.spi.PackageSystem;
import org.cmimage.core.spi.PackageSystemProvider;
import org.cmimage.core.spi.SourceMedia;
import org.cmimage.core.spi.SourceMediaProvider;
import org.cmimage.core.syscall.HostCalls;

/**
 * The installed services for a cluster's files, see {@link ServiceLoader}. Each is looked up at a
 * request for it, and opens nothing yet. Thread-safe.
 */
public record InstalledServices(ClusterLayout layout) {
  /** Returns the package systems, in the order in which they are installed; may be empty. */
  public List<PackageSystem> packageSystems() {
    return ServiceLoader.load(PackageSystemProvider.class).stream()
        .map(provider -> provider.get().packages(layout))
        .toList();
  }

  /**
   * Returns the first package system's provider.
   *
   * @throws IllegalStateException where none is installed
   */
  public PackageSystemProvider packages() {
    return first(PackageSystemProvider.class);
  }

  /**
   * Returns the port that opens archives.
   *
   * @throws IllegalStateException where none is installed
   */
  public ImageArchives archives() {
    return first(ImageArchivesProvider.class).archives(layout);
  }

  /**
   * Returns the port that opens sources.
   *
   * @param calls how directories are read
   * @throws IllegalStateException where none is installed
   */
  public SourceMedia media(HostCalls calls) {
    return first(SourceMediaProvider.class).media(calls);
  }

  /**
   * Returns the guest sessions of this machine, with programs from the first package system.
   *
   * @throws IllegalStateException where none are installed
   */
  public GuestSessions guestSessions() {
    return first(GuestSessionsProvider.class).open(layout, packages().programs(layout));
  }

  private static <T> T first(Class<T> type) {
    return ServiceLoader.load(type)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no " + type.getName() + " is installed"));
  }
}
