package org.cmimage.core.codec;

import java.util.Optional;
import java.util.ServiceLoader;

/**
 * The codecs of this process: the host's libraries as they are installed. They are looked up here
 * and not given to a pipeline: what a codec returns is fixed by its standard, so that another one
 * could only be faster or slower, and they are used in the innermost readers. Thread-safe.
 */
public final class InstalledCodecs {
  private InstalledCodecs() {}

  /**
   * Returns the decompression of streams; where none is installed, streams are left as they are.
   */
  public static Decompression decompression() {
    return ServiceLoader.load(Decompression.class).findFirst().orElse(compressed -> compressed);
  }

  /**
   * Returns the library that decodes raw deflate streams; one without decoders if none is there.
   */
  public static RawInflater.Library inflaters() {
    return ServiceLoader.load(RawInflater.Library.class).findFirst().orElse(Optional::empty);
  }

  /** Returns the library that decodes blocks; one without decoders where none is there. */
  public static BlockDecoder.Library blockDecoders() {
    return ServiceLoader.load(BlockDecoder.Library.class).findFirst().orElse(Optional::empty);
  }

  /** Returns the library that digests; one without digests where none is there. */
  static Digests digests() {
    return ServiceLoader.load(Digests.class).findFirst().orElse(Optional::empty);
  }
}
