package org.cmimage.sources.medium;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cmimage.core.ArchiveReading;
import org.cmimage.core.SearchPath;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.identity.TreeEvidence;
import org.cmimage.core.identity.TreeIdentity;
import org.cmimage.model.Architecture;
import org.cmimage.sources.archive.ImageArchive;
import org.cmimage.sources.archive.LeftOut;
import org.cmimage.sources.archive.entries.ArchiveEntries.Use;
import org.cmimage.sources.archive.entries.IsoFacts;
import org.cmimage.sources.compress.Decompressor;
import org.cmimage.sources.tar.NamedEntrySink;
import org.cmimage.sources.tar.TrailingContent;

/** An archive or installation medium that is examined without unpacking it. Not thread-safe. */
public final class FileInspection {
  private final ImageArchive archive;

  private FileInspection(ImageArchive archive) {
    this.archive = archive;
  }

  /**
   * What a tree in an archive is.
   *
   * @param leftOut what an import would leave out
   */
  public record Content(TreeIdentity identity, LeftOut leftOut) {}

  /**
   * Opens a file and recognises its format.
   *
   * @param location a path or URL, as {@link ImageArchive#find} has it
   * @param architecture the platform to choose where a container archive has images for several
   * @throws FaultException as {@link ImageArchive#find}
   */
  public static FileInspection open(
      String location, ArchiveReading reading, Optional<Architecture> architecture)
      throws IOException {
    Decompressor decompressor =
        Decompressor.ofHost(SearchPath.SYSTEM).withMemory(reading.memoryMiB());
    return new FileInspection(
        ImageArchive.find(location, decompressor, reading.concatenated(), architecture));
  }

  /** Returns the format in words. */
  public String form() {
    return archive.form();
  }

  /** Returns the facts about an ISO 9660 image; empty for other files. */
  public Optional<IsoFacts> iso() {
    return archive.iso();
  }

  /** Returns the installation medium that an ISO 9660 image is; empty for other files. */
  public Optional<Medium> medium() throws IOException {
    return iso().isPresent() ? MediumRecognition.ofIso(iso().get().file()) : Optional.empty();
  }

  /**
   * Reads all entries as they are in the archive.
   *
   * @param contents whether the contents of all files are needed
   * @return what follows the end mark and was not read
   * @throws FaultException with {@link ErrorCode#SOURCE_CORRUPT} if it is damaged
   */
  public TrailingContent list(boolean contents, NamedEntrySink sink) throws IOException {
    return archive.readEntries(contents ? Use.ALL_CONTENT : Use.SOME_CONTENT, sink);
  }

  /**
   * Reads the tree that the archive holds.
   *
   * @throws FaultException with {@link ErrorCode#SOURCE_CORRUPT} if it is damaged or holds nothing
   */
  public Content content() throws IOException {
    List<TreeEvidence> readings = new ArrayList<>();
    LeftOut leftOut =
        archive.readTree(
            Optional.empty(),
            () -> {
              readings.add(new TreeEvidence());
              return readings.get(readings.size() - 1);
            });
    return new Content(readings.get(readings.size() - 1).identity(), leftOut);
  }
}
