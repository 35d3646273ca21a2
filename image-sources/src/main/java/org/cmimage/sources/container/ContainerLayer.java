package org.cmimage.sources.container;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import org.cmimage.core.codec.Digests;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.tree.BlockStream;
import org.cmimage.core.tree.EntrySink;
import org.cmimage.sources.bytes.RandomAccessBytes;
import org.cmimage.sources.compress.Decompressor;
import org.cmimage.sources.compress.ReadAhead;
import org.cmimage.sources.overlay.Layer;
import org.cmimage.sources.tar.TarReader;

/** A layer of a container image: a tar, compressed or not. Every reading verifies its digests. */
record ContainerLayer(
    ImageManifest.LayerFile file,
    RandomAccessBytes bytes,
    Decompressor decompressor,
    ContainerFault fault)
    implements Layer {
  @Override
  public String name() {
    return file.name();
  }

  @Override
  public void list(EntrySink sink) throws IOException {
    read(sink);
  }

  @Override
  public void read(EntrySink sink) throws IOException {
    Digested blob = new Digested(bytes.stream(), file.blob().isPresent());
    try (ReadAhead raw = new ReadAhead("layer", () -> blob);
        ReadAhead tar = new ReadAhead("decompress", () -> open(raw))) {
      Digested content = new Digested(tar, file.content().isPresent());
      TarReader.read(content, sink);
      raw.skipAll();
      require(file.blob(), blob.digest);
      require(file.content(), content.digest);
    }
  }

  /** Digests all bytes that are read, skipped ones included. */
  private static final class Digested extends BlockStream {
    private final InputStream in;
    private final boolean wanted;
    private final MessageDigest digest = Digests.newSha256();

    Digested(InputStream in, boolean wanted) {
      this.in = in;
      this.wanted = wanted;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int count = in.read(buffer, offset, length);
      if (wanted && count > 0) {
        digest.update(buffer, offset, count);
      }
      return count;
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }

  /**
   * Opens the decompressed stream. Leaves {@code raw} open: its end has yet to be digested when
   * that of the tar is reached.
   */
  private InputStream open(InputStream raw) throws IOException {
    InputStream kept =
        new FilterInputStream(raw) {
          @Override
          public void close() {
            // closed by the caller, who opened it
          }
        };
    return decompressor.open(kept, bytes.size());
  }

  private void require(Optional<String> expected, MessageDigest digest) throws FaultException {
    if (expected.isPresent()) {
      require(name(), expected.get(), digest, fault);
    }
  }

  private static void require(
      String name, String expected, MessageDigest digest, ContainerFault fault)
      throws FaultException {
    String found = HexFormat.of().formatHex(digest.digest());
    if (!found.equals(expected)) {
      throw fault.of(
          ErrorCode.CHECKSUM_MISMATCH,
          "expected SHA-256 " + expected + " of \"" + name + "\", found " + found,
          "get it again, and compare its size and digest");
    }
  }

  /** Fails if the digest of bytes is not the expected one. */
  static void requireDigest(RandomAccessBytes bytes, String expected, ContainerFault fault)
      throws IOException {
    MessageDigest digest = Digests.newSha256();
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = bytes.stream()) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        digest.update(buffer, 0, count);
      }
    }
    require(bytes.name(), expected, digest, fault);
  }
}
