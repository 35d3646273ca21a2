package org.cmimage.sources.compress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;

class DecompressorProperties {
  private static final byte[] CONTENT = DecompressorTest.content(5000);

  @Property(tries = 400)
  void everyCutIsNoticed(
      @ForAll Compression compression, @ForAll @IntRange(min = 10, max = 9999) int at)
      throws IOException {
    byte[] whole = DecompressorTest.compress(compression, CONTENT);
    if (compression != Compression.NONE && at < whole.length) {
      assertThat(outcome(Arrays.copyOf(whole, at))).isNull();
    }
  }

  /**
   * zstd frames as written here have no checksum of the content, so a flip may yield other content,
   * but must not crash.
   */
  @Property(tries = 1500)
  void everyFlipIsNoticedOrHarmless(
      @ForAll Compression compression,
      @ForAll @IntRange(min = 0, max = 9999) int at,
      @ForAll @IntRange(min = 1, max = 255) int flip)
      throws IOException {
    byte[] changed = DecompressorTest.compress(compression, CONTENT);
    changed[at % changed.length] ^= (byte) flip;
    byte[] result = outcome(changed);
    boolean checked = compression != Compression.NONE && compression != Compression.ZSTD;
    boolean recognised = Compression.of(Arrays.copyOf(changed, 10)) == compression;
    if (checked && recognised && result != null) {
      assertThat(result).isEqualTo(CONTENT);
    }
  }

  /**
   * Returns the decompressed bytes, or null for an error; anything but an IOException fails the
   * property.
   */
  private static byte @Nullable [] outcome(byte[] bytes) {
    try (InputStream in = Decompressor.inProcess().open(new ByteArrayInputStream(bytes))) {
      return in.readNBytes(1 << 22);
    } catch (IOException e) {
      return null;
    }
  }
}
