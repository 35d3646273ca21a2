package org.cmimage.core.codec;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;

/**
 * Decodes streams of raw deflate data (RFC 1951), one after another: what is around them, lengths
 * and checksums too, is the caller's. For one thread.
 */
public interface RawInflater extends Closeable {
  /** So far {@link #unused} may reach back into input that was given before the last one. */
  int REACH = 8;

  /** A library of the host that decodes, found among the installed services. Thread-safe. */
  interface Library {
    /** A new decoder; empty where the host does not have the library. */
    Optional<RawInflater> inflater();
  }

  /** Gives the next bytes of the stream; to be called when all before were taken. */
  void setInput(byte[] bytes, int offset, int length);

  /**
   * Decodes.
   *
   * @return how many bytes came out; 0 only at the end of the stream, or where input is missing
   * @throws IOException where the data is damaged
   */
  int inflate(byte[] out, int offset, int length) throws IOException;

  /** Whether the stream has ended and all of it came out. */
  boolean isFinished();

  /** At the end of the stream, how many bytes of the input are behind it. */
  int unused();

  /** Begins another stream. */
  void reset();

  /** Gives back its memory; it must not be used afterwards. */
  @Override
  void close();
}
