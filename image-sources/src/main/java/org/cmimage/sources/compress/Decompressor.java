package org.cmimage.sources.compress;

import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.lz4.FramedLZ4CompressorInputStream;
import org.cmimage.core.ArchiveReading;
import org.cmimage.core.SearchPath;
import org.cmimage.core.codec.InstalledCodecs;
import org.cmimage.core.codec.RawInflater;
import org.tukaani.xz.XZInputStream;

/**
 * Opens compressed streams: gzip (RFC 1952), xz, zstd (RFC 8878), lz4 frames, bzip2, or none.
 * Concatenated members are one stream.
 *
 * <p>Memory is bounded: an xz or zstd stream that requires a dictionary or window beyond the limit
 * is refused, and the other formats have bounds of their own. Immutable and thread-safe; the
 * streams it opens are for one thread each.
 */
public final class Decompressor {
  /**
   * The size in bytes from which the program is used. Measured on packages: at 100 kB both take 8
   * ms, at 1 MB the program takes half of Java's 150 ms.
   */
  private static final long PROGRAM_FROM = 96 * 1024;

  /** The limit in KiB: {@code xz -9} needs 65 MiB; the heap of a whole run is a few hundred. */
  private static final int HEAP_LIMIT_KIB = 100 * 1024;

  /** The number of bytes by which formats are recognised, after a few skippable frames. */
  private static final int MAGIC = 4096;

  private static final int ZSTD_LONGEST_WINDOW_LOG = 31;
  private static final int BUFFER = 64 * 1024;

  private final Optional<Path> xz;
  private final RawInflater.Library deflate;
  private final int memoryMiB;

  private Decompressor(Optional<Path> xz, RawInflater.Library deflate, int memoryMiB) {
    this.xz = xz;
    this.deflate = deflate;
    this.memoryMiB = memoryMiB;
  }

  /** Returns this decompressor with another limit of memory than {@link ArchiveReading}'s. */
  public Decompressor withMemory(int limitMiB) {
    return new Decompressor(xz, deflate, limitMiB);
  }

  /** Returns a decompressor in Java alone. */
  public static Decompressor inProcess() {
    return new Decompressor(Optional.empty(), Optional::empty, ArchiveReading.COMMON_MEMORY_MIB);
  }

  /**
   * Returns a decompressor that uses programs and libraries of the host: for large xz streams the
   * program, which is twice as fast as Java, and for gzip an installed {@link RawInflater.Library}.
   *
   * @param searchPath directories separated by colons, as in the environment's {@code PATH}
   */
  public static Decompressor ofHost(String searchPath) {
    return new Decompressor(
        SearchPath.parse(searchPath).find("xz"),
        InstalledCodecs.inflaters(),
        ArchiveReading.COMMON_MEMORY_MIB);
  }

  /**
   * Opens a stream of unknown length.
   *
   * @param compressed read to its end; closed with the result
   * @return the decompressed bytes; if {@code compressed} is in no known format, the same bytes
   */
  public InputStream open(InputStream compressed) throws IOException {
    return open(compressed, Long.MAX_VALUE);
  }

  /**
   * Opens a stream.
   *
   * @param compressed read to its end; closed with the result
   * @param size the approximate size of {@code compressed} in bytes; it selects the decoder and
   *     limits nothing
   * @return the decompressed bytes; if {@code compressed} is in no known format, the same bytes
   */
  public InputStream open(InputStream compressed, long size) throws IOException {
    CompressedInput input = new CompressedInput(compressed);
    BufferedInputStream buffered = new BufferedInputStream(input, BUFFER);
    buffered.mark(MAGIC);
    byte[] magic = buffered.readNBytes(MAGIC);
    buffered.reset();
    Compression compression = Compression.of(magic);
    if (compression == Compression.NONE) {
      return buffered;
    }
    try {
      return new CheckedStream(decode(compression, buffered, size), input, compression);
    } catch (IOException | RuntimeException e) {
      throw CheckedStream.explain(e, input, compression);
    }
  }

  private InputStream zstd(InputStream in) throws IOException {
    int log = 20 + Integer.SIZE - 1 - Integer.numberOfLeadingZeros(memoryMiB);
    return new ZstdInputStream(in).setLongMax(Math.min(log, ZSTD_LONGEST_WINDOW_LOG));
  }

  private InputStream decode(Compression compression, InputStream in, long size)
      throws IOException {
    return switch (compression) {
      case GZIP -> new GzipStream(in, deflate.inflater().orElseGet(ZlibInflater::new));
      case XZ ->
          xz.isPresent() && (size >= PROGRAM_FROM || memoryMiB > ArchiveReading.COMMON_MEMORY_MIB)
              ? ProgramStream.xz(xz.get(), memoryMiB, in)
              : new XZInputStream(in, Math.min(HEAP_LIMIT_KIB, memoryMiB * 1024));
      case ZSTD -> zstd(in);
      case LZ4 -> new FramedLZ4CompressorInputStream(in, true);
      case BZIP2 -> new BZip2CompressorInputStream(in, true);
      case NONE -> in;
    };
  }
}
