package org.cmimage.sources.deb;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.cmimage.core.LockedPackage;
import org.cmimage.core.catalog.DistributionSpec;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.spi.PackageInstallation;
import org.cmimage.core.spi.PackageSystem;
import org.cmimage.core.spi.PackageTime;
import org.cmimage.core.spi.PackageTime.Phase;
import org.cmimage.core.spi.StageProgress;
import org.cmimage.model.Architecture;
import org.cmimage.sources.deb.control.BinaryPackage;
import org.cmimage.sources.deb.provision.DebProvision;
import org.cmimage.sources.deb.provision.order.BaseSystem;
import org.cmimage.sources.deb.provision.order.ProvisionPlan;
import org.cmimage.sources.deb.unpack.DebUnpacker;
import org.cmimage.sources.deb.unpack.UsrMerge;
import org.cmimage.sources.download.Downloader;

/** A resolved set of Debian packages. Immutable and thread-safe. */
final class DebInstallation implements PackageInstallation {
  /** The version of the result; to be changed when the same packages yield a different tree. */
  private static final String FORM = "deb 2";

  private final DistributionSpec distribution;
  private final Architecture architecture;
  private final ImmutableList<String> origins;
  private final ImmutableList<BinaryPackage> order;
  private final Downloader downloader;
  private final PlannedArchives archives;
  private final DebTools tools;
  private final DebProvision provision;
  private final DebTwins twins;
  private final BaseSystem base;

  /**
   * Creates an installation.
   *
   * @param query the request
   * @param chosen the sources of the packages
   * @param order the packages, each after its dependencies
   * @param twins the source of native programs
   */
  DebInstallation(
      PackageSystem.Query query,
      Chosen chosen,
      List<BinaryPackage> order,
      DebTools tools,
      DebTwins twins)
      throws FaultException {
    this.distribution = query.distribution();
    this.architecture = query.architecture();
    this.origins = ImmutableList.copyOf(chosen.origins());
    this.order = ImmutableList.copyOf(order);
    this.downloader = chosen.downloader();
    this.archives = new PlannedArchives(order, chosen);
    this.tools = tools;
    this.twins = twins;
    this.base = BaseSystem.of(order);
    this.provision =
        new DebProvision(
            new ProvisionPlan(
                distribution.distribution(),
                order.stream().map(BinaryPackage::name).toList(),
                query.excluded(),
                kernelRelease(),
                base,
                distribution.repositories().getOrDefault(architecture, List.of())));
  }

  @Override
  public List<LockedPackage> versions() {
    return archives.versions();
  }

  @Override
  public List<PlannedPackage> packages() {
    return archives.planned();
  }

  @Override
  public List<String> origins() {
    return origins;
  }

  @Override
  public String digest() {
    return archives.digest(FORM + "\n" + distribution.distribution() + " " + architecture);
  }

  @Override
  public String kernelRelease() {
    return order.stream()
        .filter(binary -> binary.kernelRelease().isPresent())
        .max(Comparator.comparing(BinaryPackage::version))
        .flatMap(BinaryPackage::kernelRelease)
        .orElse("");
  }

  @Override
  public void fetch(StageProgress progress) throws IOException, InterruptedException {
    DebTools.fetch(downloader, order, progress);
  }

  @Override
  public void fetch(Architecture host, StageProgress progress)
      throws IOException, InterruptedException {
    fetch(progress);
    if (host != architecture) {
      twins.fetch(order, host, progress);
    }
  }

  @Override
  public void unpack(Rootfs tree, StageProgress progress) throws IOException, InterruptedException {
    UsrMerge merge = UsrMerge.of(distribution.distribution());
    try (DebUnpacker unpacker =
        DebUnpacker.open(tree, architecture, merge, tools.decompressor(), base.rules())) {
      DebUnpacker.Listener listener = told(progress);
      new FetchAndUnpack(downloader, progress, order)
          .run((archive, place) -> unpacker.unpack(archive, place, listener));
      unpacker.finish(listener);
    }
  }

  static DebUnpacker.Listener told(StageProgress progress) {
    return new DebUnpacker.Listener() {
      @Override
      public void unpacked(String packageName, Duration took) {
        progress.took(new PackageTime(packageName, Phase.UNPACK, took));
      }

      @Override
      public void left(String packageName, String reason) {
        progress.log("left to the image's dpkg: " + packageName + ": " + reason);
      }
    };
  }

  @Override
  public boolean runsPrograms() {
    return true;
  }

  @Override
  public Optional<Path> twins(Architecture host, StageProgress progress)
      throws IOException, InterruptedException {
    return twins.of(order, host, progress);
  }

  @Override
  public List<List<ProvisionTrack>> provision(Rootfs tree, Optional<ProvisionStep> custom) {
    return provision.tracks(custom);
  }
}
