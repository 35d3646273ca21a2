package org.cmimage.sources.archive.entries;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.cmimage.sources.bytes.OpenBytes;
import org.cmimage.sources.iso.BootImage;
import org.cmimage.sources.iso.IsoImage;
import org.cmimage.sources.iso.IsoTree;
import org.cmimage.sources.iso.path.IsoPath;
import org.cmimage.sources.location.LocatedFile;
import org.cmimage.sources.tar.NamedEntrySink;
import org.cmimage.sources.tar.OwnerNames;
import org.cmimage.sources.tar.TrailingContent;

/**
 * An ISO 9660 image in a file of this machine.
 *
 * @param form the kind of names that are read, for messages
 * @param facts its descriptive fields
 */
public record IsoEntries(LocatedFile file, String form, IsoFacts facts) implements ArchiveEntries {
  private static final OwnerNames NO_NAMES = new OwnerNames("", "");

  /**
   * Opens an image: reads its descriptors.
   *
   * @return empty if the file is not an ISO 9660 image, is on another machine, or inside another
   *     image
   * @throws org.cmimage.core.fault.FaultException if it is damaged
   */
  public static Optional<IsoEntries> find(LocatedFile file) throws IOException {
    Optional<Path> path = file.path().filter(each -> !(each instanceof IsoPath));
    if (path.isEmpty()) {
      return Optional.empty();
    }
    try (OpenBytes bytes = VerifiedFile.open(file, Optional.empty())) {
      if (!IsoImage.isIso(bytes)) {
        return Optional.empty();
      }
      IsoImage image = IsoImage.open(bytes);
      return Optional.of(
          new IsoEntries(
              file,
              "ISO 9660 image, names of " + image.naming().label(),
              facts(path.get(), image)));
    }
  }

  private static IsoFacts facts(Path file, IsoImage image) throws IOException {
    return new IsoFacts(
        file,
        image.volume().id(),
        image.volume().created(),
        image.missing(),
        image.behind(),
        image.bootImages().stream().map(BootImage::platform).distinct().toList(),
        image.partitions().stream()
            .map(part -> part.table() + " " + part.number() + " of type " + part.type())
            .toList());
  }

  @Override
  public String variant() {
    return " iso";
  }

  @Override
  public TrailingContent read(Use use, Optional<String> sha256, NamedEntrySink sink)
      throws IOException {
    try (OpenBytes bytes = VerifiedFile.open(file, sha256)) {
      IsoTree.read(IsoImage.open(bytes), (entry, content) -> sink.accept(entry, NO_NAMES, content));
    }
    return TrailingContent.NOTHING;
  }
}
