package org.cmimage.core.codec;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;

/**
 * A decoder of raw deflate streams (RFC 1951), one after another; the caller handles the enclosing
 * format with its lengths and checksums. Not thread-safe.
 */
public interface RawInflater extends Closeable {
  /** The number of bytes by which {@link #unused} may reach back into input before the last one. */
  int REACH = 8;

  /** A library of the host that decodes, found as an installed service. Thread-safe. */
  interface Library {
    /** Makes a decoder; empty where the host does not have the library. */
    Optional<RawInflater> inflater();
  }

  /** Sets the next input of the stream; only after all previous input was consumed. */
  void setInput(byte[] bytes, int offset, int length);

  /**
   * Decodes.
   *
   * @return the number of decoded bytes; 0 only at the end of the stream, or where input is missing
   * @throws IOException where the data is damaged
   */
  int inflate(byte[] out, int offset, int length) throws IOException;

  /** Returns whether the stream has ended and all of it has been returned. */
  boolean isFinished();

  /** Returns at the end of the stream how many bytes of the input follow it. */
  int unused();

  /** Prepares for another stream. */
  void reset();

  /** Frees its memory; it must not be used afterwards. */
  @Override
  void close();
}
