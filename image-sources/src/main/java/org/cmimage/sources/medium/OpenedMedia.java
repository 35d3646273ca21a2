package org.cmimage.sources.medium;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.cmimage.core.ErrorCode;
import org.cmimage.core.Remedy;
import org.cmimage.core.spi.FaultException;
import org.cmimage.core.spi.ImageArchives;
import org.cmimage.core.spi.SourceMedia;
import org.cmimage.core.spi.SourceMedium;
import org.cmimage.model.ArchOs;
import org.cmimage.sources.archive.ImageArchive;
import org.cmimage.sources.compress.Decompressor;
import org.cmimage.sources.location.VfsLocation;

/** Tells base archives, directories of trees, and repositories apart. Thread-safe. */
final class OpenedMedia implements SourceMedia {
  /** What a root directory has; a repository has none of it. */
  private static final List<String> ROOT_NAMES =
      List.of("etc/os-release", "usr/lib/os-release", "var/lib/dpkg", "usr/bin");

  private final ImageArchives archives;
  private final Decompressor decompressor;

  OpenedMedia(ImageArchives archives, Decompressor decompressor) {
    this.archives = archives;
    this.decompressor = decompressor;
  }

  @Override
  public SourceMedium open(String location, ArchOs archOs, boolean offline)
      throws IOException, InterruptedException {
    VfsLocation.requireReachable(location, offline);
    Optional<Path> directory = VfsLocation.directory(location);
    if (directory.isPresent()) {
      return ofDirectory(directory.get());
    }
    if (location.endsWith("/")) {
      return new SourceMedium(
          "repository at " + VfsLocation.shown(location), Optional.empty(), List.of(location));
    }
    ImageArchive archive = ImageArchive.find(location, decompressor, false);
    PackedBase base = PackedBase.read(archives, archive, location, archOs);
    return new SourceMedium(
        "base archive " + VfsLocation.shown(location), Optional.of(base), List.of());
  }

  private static SourceMedium ofDirectory(Path directory) throws FaultException {
    if (Stream.of(ROOT_NAMES)
        .flatMap(List::stream)
        .anyMatch(name -> Files.exists(directory.resolve(name), LinkOption.NOFOLLOW_LINKS))) {
      throw new FaultException(
          ErrorCode.INVALID_REQUEST,
          "cannot make images of " + directory + ": it is the root of a system, in a directory",
          new Remedy.Advice("pack it: tar -C " + directory + " --xattrs --acls -cf base.tar ."));
    }
    return new SourceMedium(
        "packages in " + directory, Optional.empty(), List.of(directory.toString()));
  }
}
