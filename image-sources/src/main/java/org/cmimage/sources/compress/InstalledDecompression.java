package org.cmimage.sources.compress;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.cmimage.core.codec.Decompression;

/**
 * The decompression of all formats of {@link Decompressor}, with the host's programs where they are
 * faster.
 */
public final class InstalledDecompression implements Decompression {
  private final Decompressor decompressor;

  /** Creates an instance for {@link java.util.ServiceLoader}. */
  public InstalledDecompression() {
    this.decompressor = Decompressor.ofHost(Optional.ofNullable(System.getenv("PATH")).orElse(""));
  }

  @Override
  public InputStream open(InputStream compressed) throws IOException {
    return decompressor.open(compressed);
  }
}
