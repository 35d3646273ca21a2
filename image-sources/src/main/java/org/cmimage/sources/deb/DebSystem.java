package org.cmimage.sources.deb;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.spi.PackageTime;
import org.cmimage.core.spi.PackageTime.Phase;
import org.cmimage.core.spi.StageProgress;
import org.cmimage.model.Architecture;
import org.cmimage.sources.deb.control.BinaryPackage;
import org.cmimage.sources.deb.unpack.DebUnpacker;

/** Debian packages that are unpacked and configured in a tree, which is a system. */
abstract class DebSystem extends DebPackageSet {
  private final Architecture architecture;
  private final ImmutableList<BinaryPackage> installed;
  private final DebTwins twins;

  /**
   * Creates the packages of a system.
   *
   * @param chosen the sources of the packages
   * @param unpacked the packages, in the order in which they are unpacked
   * @param installed all packages that the tree has in the end
   * @param twins the source of native programs
   */
  DebSystem(
      Chosen chosen,
      Collection<BinaryPackage> unpacked,
      Collection<BinaryPackage> installed,
      Architecture architecture,
      DebTwins twins) {
    super(chosen, unpacked);
    this.architecture = architecture;
    this.installed = ImmutableList.copyOf(installed);
    this.twins = twins;
  }

  /** Returns the architecture of the tree. */
  final Architecture architecture() {
    return architecture;
  }

  /** Returns all packages that the tree has in the end. */
  final List<BinaryPackage> installed() {
    return installed;
  }

  @Override
  public final String kernelRelease() {
    return installed.stream()
        .filter(binary -> binary.kernelRelease().isPresent())
        .max(Comparator.comparing(BinaryPackage::version))
        .flatMap(BinaryPackage::kernelRelease)
        .orElse("");
  }

  @Override
  public final void fetch(Architecture host, StageProgress progress)
      throws IOException, InterruptedException {
    fetch(progress);
    if (host != architecture) {
      twins.fetch(installed, host, progress);
    }
  }

  @Override
  public final void unpack(Rootfs tree, StageProgress progress)
      throws IOException, InterruptedException {
    DebUnpacker.Listener listener = reporting(progress);
    try (DebUnpacker unpacker = unpacker(tree)) {
      fetchAndUnpack(progress, (archive, place) -> unpacker.unpack(archive, place, listener));
      unpacker.finish(listener);
    }
  }

  /** Prepares a tree for the packages. */
  abstract DebUnpacker unpacker(Rootfs tree) throws IOException;

  private static DebUnpacker.Listener reporting(StageProgress progress) {
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
  public final boolean runsPrograms() {
    return true;
  }

  @Override
  public final Optional<Path> twins(Architecture host, StageProgress progress)
      throws IOException, InterruptedException {
    return twins.of(installed, host, progress);
  }
}
