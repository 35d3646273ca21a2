package org.cmimage.sources.compress;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.cmimage.core.ArchiveReading;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.tree.BlockStream;
import org.tukaani.xz.MemoryLimitException;

/**
 * Converts every failure of a decoder to an {@link IOException} that names the format. Decoders
 * throw runtime exceptions for hostile data, too.
 */
final class CheckedStream extends BlockStream {
  /**
   * The largest plausible ratio; a system's files shrink to a third, sparse images without holes to
   * a hundredth.
   */
  private static final long MAX_EXPANSION = 250;

  /** The size in bytes up to which any ratio is accepted. */
  private static final long ANY_EXPANSION = 4L << 30;

  private static final String ZSTD_LIMIT = "requires too much memory";
  private static final String XZ_LIMIT = "Memory usage limit reached";

  private long given;
  private final InputStream decoder;
  private final CompressedInput input;
  private final Compression compression;

  CheckedStream(InputStream decoder, CompressedInput input, Compression compression) {
    this.decoder = decoder;
    this.input = input;
    this.compression = compression;
  }

  /** Returns the failure to report for a decoder's failure. */
  static IOException explain(Exception failure, CompressedInput input, Compression compression) {
    if (input.failure().isPresent()) {
      return input.failure().get();
    }
    if (failure instanceof FaultException fault) {
      return fault;
    }
    String fact;
    if (failure instanceof EOFException) {
      fact = "the data ends early";
    } else if (failure instanceof MemoryLimitException limit) {
      fact =
          "it asks for "
              + limit.getMemoryNeeded()
              + " KiB of memory; at most "
              + limit.getMemoryLimit()
              + " are given";
    } else {
      fact =
          failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }
    return new FaultException(
        ErrorCode.SOURCE_CORRUPT,
        "cannot decompress " + compression + " data",
        fact,
        remedy(failure, fact),
        failure);
  }

  private static Remedy remedy(Exception failure, String fact) {
    if (failure instanceof MemoryLimitException) {
      return new Remedy.Advice(
          "give it more memory, --memory-limit MIB, for which the program xz has to be installed");
    } else if (fact.contains(ZSTD_LIMIT) || fact.contains(XZ_LIMIT)) {
      return new Remedy.Advice(
          "give it more memory: --memory-limit MIB ("
              + ArchiveReading.COMMON_MEMORY_MIB
              + " by default; 2048 is enough for zstd --long=31, 1600 for the largest dictionary of"
              + " xz)");
    } else if (failure instanceof EOFException) {
      return new Remedy.Advice("get it again, and compare its size and digest");
    } else if (fact.contains("garbage")) {
      return new Remedy.Advice(
          "get it again, and compare its size and digest; where something was appended on purpose,"
              + " decompress it first: gzip -dc FILE.tar.gz > FILE.tar");
    }
    return new Remedy.None();
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    try {
      int count = decoder.read(buffer, offset, length);
      given += Math.max(count, 0);
      requirePlausible(input.taken(), given);
      return count;
    } catch (IOException | RuntimeException e) {
      throw explain(e, input, compression);
    }
  }

  /**
   * Fails if the ratio of output to input is that of a decompression bomb.
   *
   * @param taken the bytes read
   * @param given the bytes decoded
   */
  static void requirePlausible(long taken, long given) throws IOException {
    if (given > ANY_EXPANSION && given / MAX_EXPANSION > taken) {
      throw new IOException(
          "expected at most "
              + MAX_EXPANSION
              + " times the compressed size, found "
              + given
              + " bytes out of "
              + taken);
    }
  }

  @Override
  public void close() throws IOException {
    try (input) {
      decoder.close();
    }
  }
}
