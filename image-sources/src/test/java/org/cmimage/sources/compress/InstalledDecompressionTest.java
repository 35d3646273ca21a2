package org.cmimage.sources.compress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ServiceLoader;
import org.cmimage.core.codec.Decompression;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class InstalledDecompressionTest {
  @ParameterizedTest
  @EnumSource
  void isInstalledAndOpensEveryFormat(Compression compression) throws IOException {
    Decompression installed = ServiceLoader.load(Decompression.class).findFirst().orElseThrow();
    byte[] content = DecompressorTest.content(10_000);
    byte[] compressed = DecompressorTest.compress(compression, content);
    try (InputStream in = installed.open(new ByteArrayInputStream(compressed))) {
      assertThat(in.readAllBytes()).isEqualTo(content);
    }
  }
}
