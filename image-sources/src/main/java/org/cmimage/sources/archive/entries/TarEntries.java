package org.cmimage.sources.archive.entries;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.tree.TreeEntry;
import org.cmimage.core.tree.TreePath;
import org.cmimage.sources.compress.Decompressor;
import org.cmimage.sources.compress.ReadAhead;
import org.cmimage.sources.location.LocatedFile;
import org.cmimage.sources.tar.NamedEntrySink;
import org.cmimage.sources.tar.TarReader;
import org.cmimage.sources.tar.TarReader.Concatenation;
import org.cmimage.sources.tar.TrailingContent;

/**
 * A tar archive, compressed or not.
 *
 * @param concatenated whether archives after the end mark of the first one are read too
 */
public record TarEntries(LocatedFile file, Decompressor decompressor, boolean concatenated)
    implements ArchiveEntries {
  @Override
  public String form() {
    return "tar archive";
  }

  @Override
  public String variant() {
    return concatenated ? " concatenated" : "";
  }

  /** {@inheritDoc} One thread reads and digests, one decompresses, this one parses. */
  @Override
  public TrailingContent read(Use use, Optional<String> sha256, NamedEntrySink sink)
      throws IOException {
    Position position = new Position();
    try (DigestedFile bytes = new DigestedFile(file, sha256.isPresent());
        ReadAhead raw = new ReadAhead("archive", () -> bytes);
        ReadAhead tar = new ReadAhead("decompress", () -> open(raw))) {
      TrailingContent behind =
          TarReader.readNamed(
              tar,
              concatenated ? Concatenation.READ : Concatenation.NOT_READ,
              (entry, names, content) -> {
                position.enter(entry);
                sink.accept(entry, names, content);
              });
      raw.skipAll();
      if (sha256.isPresent()) {
        ArchiveFault.demand(file, sha256, bytes.hash(), "");
      }
      return behind;
    } catch (FaultException e) {
      throw explained(e, position.toString(), sha256);
    }
  }

  /**
   * Opens the decompressed stream. Leaves {@code raw} open: its end has yet to be digested when
   * that of the data is reached.
   */
  private InputStream open(InputStream raw) throws IOException {
    InputStream kept =
        new FilterInputStream(raw) {
          @Override
          public void close() {
            // closed by the caller, who opened it
          }
        };
    return decompressor.open(kept, file.size().orElse(Long.MAX_VALUE));
  }

  /**
   * Returns the failure to report: a wrong digest takes precedence over the damage that it
   * explains.
   */
  private FaultException explained(FaultException e, String near, Optional<String> sha256)
      throws FaultException {
    FaultException named = ArchiveFault.named(file, e, near);
    if (sha256.isPresent() && file.path().isPresent() && e.code() == ErrorCode.SOURCE_CORRUPT) {
      Optional<String> found = DigestedFile.hash(file);
      if (found.isPresent()) {
        ArchiveFault.demand(file, sha256, found.get(), "; " + named.getMessage());
      }
    }
    return named;
  }

  /** The position of the reading. */
  private static final class Position {
    private long count;
    private TreePath path = TreePath.ROOT;

    void enter(TreeEntry entry) {
      count++;
      path = entry.path();
    }

    @Override
    public String toString() {
      return count == 0
          ? " (before its first entry)"
          : " (at or behind entry " + count + ", \"" + path + "\")";
    }
  }
}
