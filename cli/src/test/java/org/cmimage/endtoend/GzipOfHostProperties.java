package org.cmimage.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.ServiceLoader;
import java.util.zip.GZIPOutputStream;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.cmimage.core.spi.RawInflater;
import org.cmimage.sources.compress.Decompressor;
import org.jspecify.annotations.Nullable;

/** With the host's library gzip is read as strictly as without. */
class GzipOfHostProperties {
  private static final byte[] WHOLE = twoMembers();

  private static byte[] twoMembers() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int member = 0; member < 2; member++) {
      byte[] content = new byte[3000];
      new Random(member).nextBytes(content);
      Arrays.fill(content, 1000, 2000, (byte) 'x');
      try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
        gzip.write(content);
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
    return bytes.toByteArray();
  }

  /** Cut, flipped, or followed by zeros. */
  @Property(tries = 3000)
  void anyDamageHasTheSameOutcome(
      @ForAll @IntRange(min = 0, max = 9999) int at,
      @ForAll @IntRange(min = 0, max = 255) int flip,
      @ForAll @IntRange(min = 0, max = 9999) int end) {
    Assume.that(
        ServiceLoader.load(RawInflater.Library.class)
            .findFirst()
            .flatMap(RawInflater.Library::inflater)
            .isPresent());
    byte[] changed = Arrays.copyOf(WHOLE, 11 + end % (WHOLE.length + WHOLE.length / 4));
    changed[10 + at % Math.max(1, changed.length - 10)] ^= (byte) flip;
    assertThat(outcome(Decompressor.ofHost("/usr/bin"), changed))
        .isEqualTo(outcome(Decompressor.inProcess(), changed));
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
