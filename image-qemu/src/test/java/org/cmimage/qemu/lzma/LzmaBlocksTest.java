package org.cmimage.qemu.lzma;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.cmimage.core.codec.BlockDecoder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the program xz compressed. */
class LzmaBlocksTest {
  private static final byte[] TEXT =
      IntStream.range(0, 20_000)
          .mapToObj(String::valueOf)
          .collect(Collectors.joining("\n"))
          .getBytes(StandardCharsets.US_ASCII);

  @TempDir Path directory;
  private Optional<BlockDecoder> found = Optional.empty();

  @BeforeEach
  void needsLibrary() {
    found = new LzmaLibrary().xz();
    assumeTrue(found.isPresent(), "liblzma.so.5 is not installed");
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/xz")), "xz is not installed");
  }

  private byte[] compressed() throws Exception {
    Path file = Files.write(directory.resolve("text"), TEXT);
    Process xz = new ProcessBuilder("xz", "-c", file.toString()).start();
    byte[] bytes = xz.getInputStream().readAllBytes();
    assertThat(xz.waitFor()).isZero();
    return bytes;
  }

  @Test
  void decodesBlocksOfAnySizeOneAfterAnother() throws Exception {
    byte[] block = compressed();
    byte[] in = new byte[block.length + 10];
    System.arraycopy(block, 0, in, 7, block.length);
    try (BlockDecoder decoder = found.orElseThrow()) {
      for (int room : new int[] {TEXT.length + 5, TEXT.length, 1 << 20}) {
        byte[] out = new byte[room];
        assertThat(decoder.decode(in, 7, block.length, out)).isEqualTo(TEXT.length);
        assertThat(Arrays.copyOf(out, TEXT.length)).isEqualTo(TEXT);
      }
    }
  }

  @Test
  void refusesWhatDoesNotFitOrIsCutOff() throws Exception {
    byte[] block = compressed();
    BlockDecoder decoder = found.orElseThrow();
    assertThatThrownBy(() -> decoder.decode(block, 0, block.length, new byte[TEXT.length - 1]))
        .isInstanceOf(IOException.class);
    for (int length : new int[] {0, 1, block.length / 2, block.length - 1}) {
      assertThatThrownBy(() -> decoder.decode(block, 0, length, new byte[TEXT.length]))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void damageIsNoticed() throws Exception {
    byte[] block = compressed();
    BlockDecoder decoder = found.orElseThrow();
    Random random = new Random(5);
    for (int i = 0; i < 500; i++) {
      byte[] damaged = block.clone();
      damaged[random.nextInt(block.length)] ^= (byte) (1 << random.nextInt(8));
      byte[] out = new byte[TEXT.length];
      try {
        int count = decoder.decode(damaged, 0, damaged.length, out);
        assertThat(Arrays.copyOf(out, count)).isEqualTo(TEXT);
      } catch (IOException noticed) {
        assertThat(noticed).hasMessageContaining("xz data");
      }
    }
  }
}
