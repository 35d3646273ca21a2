package org.cmimage.sources.compress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import net.jqwik.api.Assume;
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
   * zstd frames as written here carry no checksum of the content, so a flip may pass as other
   * content, and does not as a crash.
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

  /** Cut, flipped, or followed by zeros: the program says what the Java decoder says. */
  @Property(tries = 150)
  void igzipIsAsStrictAsJava(
      @ForAll @IntRange(min = 0, max = 9999) int at,
      @ForAll @IntRange(min = 0, max = 255) int flip,
      @ForAll @IntRange(min = 0, max = 9999) int end)
      throws IOException {
    Assume.that(Files.isExecutable(Path.of("/usr/bin/igzip")));
    byte[] whole = DecompressorTest.compress(Compression.GZIP, CONTENT);
    byte[] changed = Arrays.copyOf(whole, 11 + end % (2 * whole.length));
    changed[10 + at % Math.max(1, changed.length - 10)] ^= (byte) flip;
    byte[] java = outcome(Decompressor.inProcess(), changed);
    assertThat(outcome(Decompressor.withPrograms("/usr/bin"), changed)).isEqualTo(java);
  }

  private static byte @Nullable [] outcome(byte[] bytes) {
    return outcome(Decompressor.inProcess(), bytes);
  }

  /** What comes out, or null for an error; anything but an IOException fails the property. */
  private static byte @Nullable [] outcome(Decompressor decompressor, byte[] bytes) {
    try (InputStream in = decompressor.open(new ByteArrayInputStream(bytes))) {
      return in.readNBytes(1 << 22);
    } catch (IOException e) {
      return null;
    }
  }
}
