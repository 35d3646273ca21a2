package org.cmimage.sources.archive;

import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import org.cmimage.core.ArchiveReading;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.catalog.Keyrings;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.spi.ArchiveRequest;
import org.cmimage.core.spi.ImageArchives;
import org.cmimage.core.spi.TreeSource;
import org.cmimage.sources.compress.Decompressor;
import org.cmimage.sources.location.VfsLocation;
import org.cmimage.sources.openpgp.Gpgv;

/** Opens tar archives. */
final class TarImageArchives implements ImageArchives {
  private final ClusterLayout layout;
  private final String searchPath;

  /**
   * Creates an opener; opens nothing.
   *
   * @param searchPath the directories in which gpgv and decompression programs are searched
   */
  TarImageArchives(ClusterLayout layout, String searchPath) {
    this.layout = layout;
    this.searchPath = searchPath;
  }

  @Override
  public TreeSource open(ArchiveRequest request) throws IOException, InterruptedException {
    Optional<String> given = request.sha256().map(digest -> digest.toLowerCase(Locale.ROOT));
    if (given.isPresent() && !given.get().matches("[0-9a-f]{64}")) {
      throw new FaultException(
          ErrorCode.INVALID_REQUEST,
          "cannot verify " + VfsLocation.shown(request.location()),
          "\"" + given.get() + "\" is not a SHA-256; expected 64 hexadecimal digits",
          new Remedy.None());
    }
    ArchiveReading reading = request.reading();
    ImageArchive archive =
        ImageArchive.find(
            request.location(),
            Decompressor.ofHost(searchPath).withMemory(reading.memoryMiB()),
            reading.concatenated(),
            Optional.of(request.component().archOs().architecture()));
    Optional<String> listed = listed(request, archive);
    if (given.isPresent() && listed.isPresent() && !given.equals(listed)) {
      throw new FaultException(
          ErrorCode.CHECKSUM_MISMATCH,
          "cannot verify " + VfsLocation.shown(request.location()),
          "expected SHA-256 "
              + given.get()
              + ", found "
              + listed.get()
              + " in "
              + VfsLocation.shown(request.checksums().orElse("")),
          new Remedy.None());
    }
    return new ArchiveSource(request.component(), archive, given.or(() -> listed));
  }

  private Optional<String> listed(ArchiveRequest request, ImageArchive archive)
      throws IOException, InterruptedException {
    if (request.checksums().isEmpty()) {
      return Optional.empty();
    }
    SignedChecksums checksums =
        SignedChecksums.read(
            request.checksums().get(),
            Gpgv.find(searchPath),
            new Keyrings(layout).all(),
            layout.keyrings());
    return Optional.of(checksums.of(archive.file().fileName()));
  }
}
