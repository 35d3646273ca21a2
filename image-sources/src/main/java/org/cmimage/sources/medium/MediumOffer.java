package org.cmimage.sources.medium;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.cmimage.core.ErrorCode;
import org.cmimage.core.Remedy;
import org.cmimage.core.spi.FaultException;
import org.cmimage.model.ArchOs;
import org.cmimage.model.Distribution;
import org.cmimage.sources.iso.path.IsoPath;

/**
 * What of a medium images are made of: locations inside it.
 *
 * @param base an archive to begin with, where the medium has one
 * @param repositories directories of packages
 */
record MediumOffer(Optional<String> base, List<String> repositories) {
  private static final String ARCHIVE = ".tar.gz";

  MediumOffer {
    repositories = ImmutableList.copyOf(repositories);
  }

  /**
   * Returns what a medium has for an architecture and a distribution.
   *
   * @param image the file that holds the medium
   * @throws FaultException where it has nothing for them, or is of a kind that is not read in place
   */
  static MediumOffer of(Medium medium, Path image, ArchOs archOs) throws FaultException {
    return switch (medium.kind()) {
      case CLUSTER_MANAGER -> clusterManager(medium, image, archOs);
      case DEBIAN -> {
        requireArchitecture(medium, image, archOs);
        yield new MediumOffer(Optional.empty(), List.of(IsoPath.rootOf(image).toUri().toString()));
      }
      case RED_HAT, SUSE, UBUNTU_SERVER, DEBIAN_LIVE, DISK -> throw notInPlace(medium, image);
    };
  }

  /** {@code data/UBUNTU2404.tar.gz} beside {@code data/packages/dist/ubuntu/2404} and others. */
  private static MediumOffer clusterManager(Medium medium, Path image, ArchOs archOs)
      throws FaultException {
    IsoPath root = IsoPath.rootOf(image);
    Distribution distribution = archOs.distribution();
    List<String> names = medium.bases().stream().map(MediumOffer::distributionName).toList();
    int at = names.indexOf(distribution.id());
    if (at < 0) {
      throw new FaultException(
          ErrorCode.ARCH_OS_MISMATCH,
          "cannot make "
              + distribution.id()
              + " images of "
              + image
              + ": it has bases of "
              + String.join(", ", names),
          new Remedy.Advice("name one of these with -d, or another medium"));
    }
    return new MediumOffer(
        Optional.of(address(root, medium.bases().get(at))),
        medium.repositories().stream()
            .filter(path -> isFor(path, distribution))
            .map(path -> address(root, path))
            .toList());
  }

  private static String distributionName(String archive) {
    String name = archive.substring(archive.lastIndexOf('/') + 1);
    return name.substring(0, name.length() - ARCHIVE.length()).toLowerCase(Locale.ROOT);
  }

  /** Where two directories in a row spell a distribution, {@code ubuntu/2404}, it is for that. */
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
          "cannot make "
              + archOs.architecture()
              + " images of "
              + image
              + ": it has packages for "
              + String.join(", ", medium.architectures()),
          new Remedy.Advice("name the medium for " + wanted));
    }
  }

  private static FaultException notInPlace(Medium medium, Path image) {
    return new FaultException(
        ErrorCode.INVALID_REQUEST,
        "cannot make images of "
            + image
            + ": it is a medium that has to be mounted ("
            + medium.kind().label()
            + ")",
        new Remedy.Advice(
            "mount it read-only, mount -o ro,loop "
                + image
                + " /mnt, and name what is on it: --source /mnt/"
                + medium.bases().stream().findFirst().orElse("")));
  }

  private static String address(IsoPath root, String path) {
    return root.resolve(path).toUri().toString();
  }
}
