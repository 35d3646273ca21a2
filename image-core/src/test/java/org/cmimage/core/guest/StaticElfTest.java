package org.cmimage.core.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.cmimage.model.Architecture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs that are static are in {@code PrebuiltProgramsTest}. */
class StaticElfTest {
  @TempDir Path directory;

  @Test
  void isNotAProgramWithALoader() throws Exception {
    Path shell = Path.of("/bin/sh");
    byte[] content = Files.isReadable(shell) ? Files.readAllBytes(shell) : new byte[0];
    assumeTrue(
        new String(content, StandardCharsets.ISO_8859_1).contains("ld-linux"),
        "/bin/sh is not dynamic here");
    for (Architecture host : Architecture.values()) {
      assertThat(StaticElf.is(shell, host)).isFalse();
    }
  }

  @Test
  void isNothingElseEither() throws Exception {
    byte[] cut = new byte[64];
    byte[] header = {0x7f, 'E', 'L', 'F', 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 62, 0};
    System.arraycopy(header, 0, cut, 0, header.length);
    byte[] farAway = cut.clone();
    farAway[54] = 56;
    farAway[56] = 1;
    Arrays.fill(farAway, 32, 40, (byte) 0xff);
    byte[] many = farAway.clone();
    many[57] = 1;
    for (byte[] content : new byte[][] {{}, {0x7f, 'E', 'L', 'F'}, cut, farAway, many}) {
      assertThat(StaticElf.is(Files.write(directory.resolve("file"), content), Architecture.X86_64))
          .isFalse();
    }
    assertThat(StaticElf.is(directory, Architecture.X86_64)).isFalse();
    assertThat(StaticElf.is(directory.resolve("absent"), Architecture.X86_64)).isFalse();
  }
}
