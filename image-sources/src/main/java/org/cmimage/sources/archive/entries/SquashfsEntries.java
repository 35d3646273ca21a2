package org.cmimage.sources.archive.entries;

import java.io.IOException;
import java.util.Optional;
import org.cmimage.core.Remedy;
import org.cmimage.sources.bytes.FileBytes;
import org.cmimage.sources.location.LocatedFile;
import org.cmimage.sources.squashfs.SquashfsImage;
import org.cmimage.sources.tar.BehindEnd;
import org.cmimage.sources.tar.NamedEntrySink;
import org.cmimage.sources.tar.OwnerNames;

/**
 * A squashfs image in a file of this machine.
 *
 * @param form what its superblock said when it was found
 */
public record SquashfsEntries(LocatedFile file, String form) implements ArchiveEntries {
  private static final OwnerNames NO_NAMES = new OwnerNames("", "");

  /**
   * Finds an image, reading its superblock.
   *
   * @throws org.cmimage.core.spi.FaultException where it is not read here, or is on another machine
   */
  public static SquashfsEntries find(LocatedFile file) throws IOException {
    if (!file.isLocal()) {
      throw ArchiveFault.corrupt(
          file,
          "it is a squashfs image, which is not read from its end to its beginning over a network",
          new Remedy.Advice("download it, and name the file: curl -fLO " + file.name()));
    }
    try (FileBytes bytes = VerifiedFile.open(file, Optional.empty())) {
      return new SquashfsEntries(file, SquashfsImage.open(bytes).format());
    }
  }

  @Override
  public String variant() {
    return " squashfs";
  }

  @Override
  public BehindEnd read(Use use, Optional<String> sha256, NamedEntrySink sink) throws IOException {
    try (FileBytes bytes = VerifiedFile.open(file, sha256)) {
      SquashfsImage.open(bytes)
          .readEntries(
              use == Use.ALL_CONTENT
                  ? SquashfsImage.Use.ALL_CONTENT
                  : SquashfsImage.Use.SOME_CONTENT,
              (entry, content) -> sink.accept(entry, NO_NAMES, content));
    }
    return BehindEnd.NOTHING;
  }
}
