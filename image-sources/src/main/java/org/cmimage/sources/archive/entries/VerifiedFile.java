package org.cmimage.sources.archive.entries;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import org.cmimage.core.codec.Digests;
import org.cmimage.sources.bytes.OpenBytes;
import org.cmimage.sources.bytes.RandomAccessBytes;
import org.cmimage.sources.location.LocalAddress;
import org.cmimage.sources.location.LocatedFile;

/** Opens files that are read in place. */
final class VerifiedFile {
  private VerifiedFile() {}

  /**
   * Opens a file of this machine, or inside an image of it.
   *
   * @param sha256 the expected digest, hexadecimal; it is computed from the open file before its
   *     content is used
   * @throws org.cmimage.core.fault.FaultException with {@code CHECKSUM_MISMATCH} if it differs
   */
  static OpenBytes open(LocatedFile file, Optional<String> sha256) throws IOException {
    OpenBytes bytes = LocalAddress.open(file.path().orElseThrow());
    try {
      if (sha256.isPresent()) {
        ArchiveFault.demand(file, sha256, digest(bytes), "");
      }
      return bytes;
    } catch (IOException e) {
      bytes.close();
      throw e;
    }
  }

  private static String digest(RandomAccessBytes bytes) throws IOException {
    MessageDigest digest = Digests.newSha256();
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = bytes.stream()) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        digest.update(buffer, 0, count);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
