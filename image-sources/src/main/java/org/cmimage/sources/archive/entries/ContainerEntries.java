package org.cmimage.sources.archive.entries;

import java.io.IOException;
import java.util.Optional;
import org.cmimage.core.tree.EntrySink;
import org.cmimage.model.Architecture;
import org.cmimage.sources.bytes.OpenBytes;
import org.cmimage.sources.compress.Decompressor;
import org.cmimage.sources.container.ContainerImage;
import org.cmimage.sources.location.LocatedFile;
import org.cmimage.sources.tar.NamedEntrySink;
import org.cmimage.sources.tar.TrailingContent;

/**
 * A container image in an uncompressed tar of this machine: its entries are the files that it
 * consists of, its tree is the result of its layers.
 *
 * @param form the format from its manifest, for messages
 * @param wanted the platform to choose where there are images for several
 */
public record ContainerEntries(
    LocatedFile file, String form, Decompressor decompressor, Optional<Architecture> wanted)
    implements ArchiveEntries {

  /**
   * Opens an image: reads the headers of its members and its manifest.
   *
   * @param head the first {@link ContainerImage#HEAD} bytes of the file
   * @param wanted the platform to choose where there are images for several
   * @return empty if the file is not a container image, or is on another machine
   * @throws org.cmimage.core.fault.FaultException if it is damaged or holds several images
   */
  public static Optional<ContainerEntries> find(
      LocatedFile file, byte[] head, Decompressor decompressor, Optional<Architecture> wanted)
      throws IOException {
    if (file.path().isEmpty() || !ContainerImage.mayBegin(head)) {
      return Optional.empty();
    }
    try (OpenBytes bytes = VerifiedFile.open(file, Optional.empty())) {
      return ContainerImage.find(bytes, wanted)
          .map(image -> new ContainerEntries(file, image.format(), decompressor, wanted));
    }
  }

  @Override
  public String variant() {
    return " container";
  }

  @Override
  public TrailingContent read(Use use, Optional<String> sha256, NamedEntrySink sink)
      throws IOException {
    return new TarEntries(file, decompressor, false).read(use, sha256, sink);
  }

  @Override
  public TrailingContent readTree(Use use, Optional<String> sha256, EntrySink sink)
      throws IOException {
    try (OpenBytes bytes = VerifiedFile.open(file, sha256)) {
      ContainerImage image =
          ContainerImage.find(bytes, wanted)
              .orElseThrow(
                  () ->
                      ArchiveFault.corrupt(
                          file, "it changed while it was read", ArchiveFault.FETCH_AGAIN));
      image.readTree(decompressor, sink);
    }
    return TrailingContent.NOTHING;
  }
}
