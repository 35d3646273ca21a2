package org.cmimage.sources.archive.entries;

import com.google.common.io.BaseEncoding;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Optional;
import org.cmimage.core.codec.Digests;
import org.cmimage.core.tree.BlockStream;
import org.cmimage.sources.location.LocatedFile;

/** The bytes of an archive's file, counted and digested as they are read. */
final class DigestedFile extends BlockStream {
  private final InputStream in;
  private final LocatedFile file;
  private final MessageDigest digest = Digests.newSha256();
  private final boolean digested;
  private long count;

  /**
   * Opens the file for reading.
   *
   * @param digested whether the digest is needed
   */
  DigestedFile(LocatedFile file, boolean digested) throws IOException {
    this.in = file.open();
    this.file = file;
    this.digested = digested;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int read = in.read(buffer, offset, length);
    long size = file.size().orElse(Long.MAX_VALUE);
    if (read > 0) {
      if (digested) {
        digest.update(buffer, offset, read);
      }
      count += read;
    }
    boolean early = read < 0 && file.size().isPresent() && count < size;
    if (early || count > size) {
      throw ArchiveFault.corrupt(
          file,
          "expected "
              + size
              + " bytes, found "
              + (early ? "only " + count : "more")
              + "; it was cut off, or changed while it was read",
          ArchiveFault.FETCH_AGAIN);
    }
    return read;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  /** Returns the SHA-256 of what was read, hexadecimal. To be called once. */
  String hash() {
    return BaseEncoding.base16().lowerCase().encode(digest.digest());
  }

  /** Returns the SHA-256 of a whole file, hexadecimal; empty if it cannot be read to its end. */
  static Optional<String> hash(LocatedFile file) {
    try (DigestedFile bytes = new DigestedFile(file, true)) {
      byte[] buffer = new byte[1 << 16];
      while (bytes.read(buffer, 0, buffer.length) >= 0) {
        // digested as it is read
      }
      return Optional.of(bytes.hash());
    } catch (IOException e) {
      // The caller explains the failure of another read, and reports that failure.
      return Optional.empty();
    }
  }
}
