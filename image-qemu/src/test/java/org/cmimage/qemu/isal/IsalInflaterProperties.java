package org.cmimage.qemu.isal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.Deflater;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.cmimage.core.codec.RawInflater;

/** zlib writes what ISA-L reads. */
class IsalInflaterProperties {
  /** Text, noise and zeros in turn, so that all kinds of blocks and of distances occur. */
  private static byte[] content(int seed, int size) {
    Random random = new Random(seed);
    byte[] content = new byte[size];
    int at = 0;
    while (at < size) {
      int length = Math.min(size - at, 1 + random.nextInt(70_000));
      int kind = random.nextInt(4);
      for (int i = at; i < at + length; i++) {
        content[i] =
            switch (kind) {
              case 0 -> (byte) random.nextInt();
              case 1 -> (byte) ('a' + random.nextInt(3));
              case 2 -> i > 32_000 ? content[i - 32_000] : (byte) i;
              default -> 0;
            };
      }
      at += length;
    }
    return content;
  }

  private static byte[] deflate(byte[] content, int level, int behind) {
    Deflater deflater = new Deflater(level, true);
    deflater.setInput(content);
    deflater.finish();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] block = new byte[8192];
    while (!deflater.finished()) {
      out.write(block, 0, deflater.deflate(block));
    }
    deflater.end();
    out.writeBytes(new byte[behind]);
    return out.toByteArray();
  }

  private static RawInflater inflater() {
    Assume.that(new IsalLibrary().inflater().isPresent());
    return new IsalLibrary().inflater().orElseThrow();
  }

  @Property(tries = 200)
  void inPiecesOfAnySizeTheContentComesOutAndTheRestIsKnown(
      @ForAll int seed,
      @ForAll @IntRange(max = 400_000) int size,
      @ForAll @IntRange(max = 9) int level,
      @ForAll @IntRange(min = 1, max = 100_000) int in,
      @ForAll @IntRange(min = 1, max = 500_000) int out)
      throws IOException {
    int behind = Math.floorMod(seed, 21);
    byte[] content = content(seed, size);
    byte[] deflated = deflate(content, level, behind);
    int piece = Math.max(in, 1 + deflated.length / 1000);
    try (RawInflater inflater = inflater()) {
      for (int stream = 0; stream < 2; stream++) {
        byte[] found = new byte[size + 1];
        int given = 0;
        int taken = 0;
        while (!inflater.isFinished()) {
          int count = inflater.inflate(found, taken, Math.min(out, found.length - taken));
          taken += count;
          if (count == 0 && !inflater.isFinished()) {
            int length = Math.min(piece, deflated.length - given);
            assertThat(length).as("input is left at %s", given).isPositive();
            inflater.setInput(deflated, given, length);
            given += length;
          }
        }
        assertThat(Arrays.copyOf(found, taken)).isEqualTo(content);
        assertThat(deflated.length - given + inflater.unused()).isEqualTo(behind);
        assertThat(inflater.unused()).isLessThanOrEqualTo(piece + RawInflater.REACH);
        inflater.reset();
      }
    }
  }

  /** Whatever it is given, it says so or gives something: it neither hangs nor writes elsewhere. */
  @Property(tries = 300)
  void damagedDataIsAnErrorOrOtherContent(
      @ForAll int seed, @ForAll int at, @ForAll @IntRange(min = 1, max = 255) int flip) {
    byte[] deflated = deflate(content(seed, 60_000), 6, 0);
    deflated[Math.floorMod(at, deflated.length)] ^= (byte) flip;
    byte[] out = new byte[1 << 16];
    long taken = 0;
    try (RawInflater inflater = inflater()) {
      inflater.setInput(deflated, 0, deflated.length);
      int count = -1;
      while (count != 0 && !inflater.isFinished()) {
        count = inflater.inflate(out, 0, out.length);
        taken += count;
      }
    } catch (IOException damaged) {
      assertThat(damaged).hasMessageStartingWith("invalid deflate data");
    }
    assertThat(taken).isLessThan(deflated.length * 1100L);
  }
}
