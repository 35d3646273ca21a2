package org.cmimage.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.primitives.Bytes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.ServiceLoader;
import java.util.zip.GZIPOutputStream;
import net.jqwik.api.Assume;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.cmimage.core.codec.RawInflater;
import org.cmimage.sources.compress.Decompressor;
import org.jspecify.annotations.Nullable;

/** With the host's library gzip comes out as without, and nothing wrong ever does. */
class GzipOfHostProperties {
  private static final int MEMBER = 3000;
  private static final byte[] WHOLE = twoMembers();

  private static byte[] twoMembers() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int member = 0; member < 2; member++) {
      byte[] content = content(member);
      try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
        gzip.write(content);
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
    return bytes.toByteArray();
  }

  private static byte[] content(int member) {
    byte[] content = new byte[MEMBER];
    new Random(member).nextBytes(content);
    Arrays.fill(content, 1000, 2000, (byte) 'x');
    return content;
  }

  /**
   * Cut, flipped, or followed by zeros. ISA-L takes some codes that zlib refuses (RFC 1951, 3.2.7:
   * sets of codes that are not complete): then what comes out has passed the checksum, and is
   * right.
   */
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
    byte[] ours = outcome(Decompressor.ofHost("/usr/bin"), changed);
    byte[] usual = outcome(Decompressor.inProcess(), changed);
    if (usual == null && ours != null) {
      assertThat(ours).isIn(content(0), Bytes.concat(content(0), content(1)));
    } else {
      assertThat(ours).isEqualTo(usual);
    }
  }

  /** The two samples of damage that zlib refuses and ISA-L does not notice. */
  @Example
  void acceptsWhatZlibRefusesOnlyWhereTheContentIsRight() {
    anyDamageHasTheSameOutcome(65, 16, 4145);
    anyDamageHasTheSameOutcome(65, 16, 4351);
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
