package org.cmimage.sources.medium;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.model.ArchOs;
import org.cmimage.model.Distribution;
import org.cmimage.sources.iso.path.IsoPath;

/**
 * The locations on a medium that images are made of.
 *
 * @param base a base archive, or squashfs images each of which lies on those before it; empty if
 *     the medium has packages alone
 * @param repositories directories of packages
 * @param chosen the choice among several, for messages; empty if there was only one
 */
record MediumOffer(List<IsoPath> base, List<String> repositories, String chosen) {
  private static final String ARCHIVE = ".tar.gz";

  MediumOffer {
    base = ImmutableList.copyOf(base);
    repositories = ImmutableList.copyOf(repositories);
  }

  /**
   * Returns the locations for an architecture and a distribution.
   *
   * @param image the file that holds the medium
   * @throws FaultException if it has none for them, or is of a kind that is not read in place
   */
  static MediumOffer of(Medium medium, Path image, ArchOs archOs) throws IOException {
    IsoPath root = IsoPath.rootOf(image);
    return switch (medium.kind()) {
      case CLUSTER_MANAGER -> clusterManager(medium, image, archOs);
      case DEBIAN -> new MediumOffer(List.of(), packages(medium, image, archOs), "");
      case DEBIAN_LIVE ->
          new MediumOffer(LiveLayers.ofDebian(root), packages(medium, image, archOs), "");
      case CASPER ->
          new MediumOffer(
              List.of((IsoPath) root.resolve(LiveLayers.UBUNTU).resolve(LiveLayers.ALONE)),
              packages(medium, image, archOs),
              "");
      case UBUNTU_SERVER -> {
        InstallSources sources = InstallSources.read(root);
        yield new MediumOffer(
            sources.images(root), packages(medium, image, archOs), sources.describe());
      }
      case RED_HAT, SUSE, DISK -> throw notInPlace(medium, image);
    };
  }

  /** Returns the medium itself if it has suites of packages. */
  private static List<String> packages(Medium medium, Path image, ArchOs archOs)
      throws FaultException {
    if (medium.repositories().isEmpty()) {
      return List.of();
    }
    requireArchitecture(medium, image, archOs);
    return List.of(IsoPath.rootOf(image).toUri().toString());
  }

  /**
   * Returns the locations on a medium of the cluster manager: {@code data/UBUNTU2404.tar.gz} beside
   * {@code data/packages/dist/ubuntu/2404} and others.
   */
  private static MediumOffer clusterManager(Medium medium, Path image, ArchOs archOs)
      throws FaultException {
    IsoPath root = IsoPath.rootOf(image);
    Distribution distribution = archOs.distribution();
    List<String> names = medium.bases().stream().map(MediumOffer::distributionName).toList();
    int at = names.indexOf(distribution.id());
    if (at < 0) {
      throw new FaultException(
          ErrorCode.ARCH_OS_MISMATCH,
          "cannot make " + distribution.id() + " images of " + image,
          "it has bases of " + String.join(", ", names),
          new Remedy.Advice("name one of these with -d, or another medium"));
    }
    return new MediumOffer(
        List.of((IsoPath) root.resolve(medium.bases().get(at))),
        medium.repositories().stream()
            .filter(path -> isFor(path, distribution))
            .map(path -> root.resolve(path).toUri().toString())
            .toList(),
        "");
  }

  private static String distributionName(String archive) {
    String name = archive.substring(archive.lastIndexOf('/') + 1);
    return name.substring(0, name.length() - ARCHIVE.length()).toLowerCase(Locale.ROOT);
  }

  /**
   * Returns whether two consecutive directories of a path spell a distribution, {@code
   * ubuntu/2404}.
   */
  private static boolean isFor(String path, Distribution distribution) {
    List<String> names = Splitter.on('/').splitToList(path);
    for (int i = 0; i + 1 < names.size(); i++) {
      if (names.get(i).matches("[a-z]+") && names.get(i + 1).matches("[0-9]+(?:(?:u|sp)[0-9]+)?")) {
        return (names.get(i) + names.get(i + 1)).equals(distribution.id());
      }
    }
    return true;
  }

  private static void requireArchitecture(Medium medium, Path image, ArchOs archOs)
      throws FaultException {
    String wanted = archOs.architecture().debianName();
    if (!medium.architectures().isEmpty() && !medium.architectures().contains(wanted)) {
      throw new FaultException(
          ErrorCode.ARCH_OS_MISMATCH,
          "cannot make " + archOs.architecture() + " images of " + image,
          "it has packages for " + String.join(", ", medium.architectures()),
          new Remedy.Advice("name the medium for " + wanted));
    }
  }

  private static FaultException notInPlace(Medium medium, Path image) {
    return new FaultException(
        ErrorCode.INVALID_REQUEST,
        "cannot make images of " + image,
        "it is a medium that has to be mounted (" + medium.kind().label() + ")",
        new Remedy.Advice(
            "mount it read-only, mount -o ro,loop "
                + image
                + " /mnt, and name what is on it: --source /mnt/"
                + medium.bases().stream().findFirst().orElse("")));
  }
}
