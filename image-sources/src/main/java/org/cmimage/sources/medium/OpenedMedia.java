package org.cmimage.sources.medium;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.identity.TreeIdentity;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.spi.BaseTree;
import org.cmimage.core.spi.CopiedTree;
import org.cmimage.core.spi.SourceMedia;
import org.cmimage.core.spi.SourceMedium;
import org.cmimage.core.syscall.HostCalls;
import org.cmimage.model.ArchOs;
import org.cmimage.model.ComponentKind;
import org.cmimage.model.ComponentName;
import org.cmimage.sources.archive.ImageArchive;
import org.cmimage.sources.archive.entries.IsoFacts;
import org.cmimage.sources.compress.Decompressor;
import org.cmimage.sources.location.VfsLocation;

/**
 * Opens sources and distinguishes base archives, directories of trees, and repositories.
 * Thread-safe.
 */
final class OpenedMedia implements SourceMedia {
  /** Paths of a root directory; a repository has none of them. */
  private static final List<String> ROOT_NAMES =
      List.of("etc/os-release", "usr/lib/os-release", "var/lib/dpkg", "usr/bin");

  private final Decompressor decompressor;
  private final HostCalls calls;

  OpenedMedia(Decompressor decompressor, HostCalls calls) {
    this.decompressor = decompressor;
    this.calls = calls;
  }

  @Override
  public SourceMedium open(String location, ArchOs archOs, boolean offline)
      throws IOException, InterruptedException {
    VfsLocation.requireReachable(location, offline);
    Optional<Path> directory = VfsLocation.directory(location);
    if (directory.isPresent()) {
      return ofDirectory(directory.get(), archOs);
    }
    if (location.endsWith("/")) {
      return new SourceMedium(
          "repository at " + VfsLocation.shown(location), Optional.empty(), List.of(location));
    }
    ImageArchive archive =
        ImageArchive.find(location, decompressor, false, Optional.of(archOs.architecture()));
    if (archive.iso().isPresent()) {
      Path image = archive.iso().get().file();
      Optional<Medium> medium = MediumRecognition.ofIso(image);
      if (medium.isPresent()) {
        requireWhole(archive.iso().get(), image);
        return ofMedium(medium.get(), image, archOs);
      }
    }
    PackedBase base = PackedBase.read(archive, location, archOs);
    return new SourceMedium(
        "base archive " + VfsLocation.shown(location), Optional.of(base), List.of());
  }

  private static void requireWhole(IsoFacts iso, Path image) throws FaultException {
    if (iso.missing() > 0) {
      throw new FaultException(
          ErrorCode.SOURCE_CORRUPT,
          "cannot make images of " + image,
          "its last " + iso.missing() + " bytes are missing, as after a download that broke off",
          new Remedy.Advice("get it again, and compare its size and digest"));
    }
  }

  /** Returns the bases and packages of a medium, which is not a base itself. */
  private SourceMedium ofMedium(Medium medium, Path image, ArchOs archOs)
      throws IOException, InterruptedException {
    MediumOffer offer = MediumOffer.of(medium, image, archOs);
    Optional<BaseTree> base = Optional.empty();
    if (!offer.base().isEmpty()) {
      String location = offer.base().get(offer.base().size() - 1).toUri().toString();
      ImageArchive archive =
          medium.kind() == MediumKind.CLUSTER_MANAGER
              ? ImageArchive.find(location, decompressor, false, Optional.of(archOs.architecture()))
              : ImageArchive.ofLayers(List.copyOf(offer.base()));
      base = Optional.of(PackedBase.read(archive, location, archOs));
    }
    String chosen = offer.chosen().isEmpty() ? "" : ", " + offer.chosen();
    return new SourceMedium(
        medium.kind().label() + " " + image + chosen, base, offer.repositories());
  }

  private SourceMedium ofDirectory(Path directory, ArchOs archOs) throws IOException {
    Path real = directory.toRealPath();
    if (ROOT_NAMES.stream()
        .noneMatch(name -> Files.exists(real.resolve(name), LinkOption.NOFOLLOW_LINKS))) {
      return new SourceMedium(
          "packages in " + real, Optional.empty(), List.of(directory.toString()));
    }
    if (real.getParent() == null) {
      throw new FaultException(
          ErrorCode.IN_USE,
          "cannot make images of " + real,
          "it is the head node itself",
          new Remedy.Advice("name the root of a minimal system, in a directory or a tar"));
    }
    CopiedTree base = new CopiedTree(calls, real);
    try (Rootfs tree = Rootfs.open(calls, real)) {
      new BaseChecks(real.toString(), new ComponentName(ComponentKind.SOFTWARE_IMAGE, archOs))
          .requireBase(TreeIdentity.of(tree), base.view());
    }
    return new SourceMedium("base tree in " + real, Optional.of(base), List.of());
  }
}
