package org.cmimage.core.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class KernelImageTest {
  static Stream<Arguments> images() {
    return Stream.of(
        Arguments.of(Boot.bzImage(true), "bzImage", "x86_64"),
        Arguments.of(Boot.bzImage(false), "bzImage", "i386"),
        Arguments.of(Boot.arm64Image(), "Image", "aarch64"),
        Arguments.of(Boot.gzip(Boot.arm64Image()), "gzip Image", "aarch64"),
        Arguments.of(Boot.riscvImage(), "Image", "riscv64"),
        Arguments.of(Boot.gzip(Boot.riscvImage()), "gzip Image", "riscv64"),
        Arguments.of(Boot.efi(0xaa64, true), "EFI zboot", "aarch64"),
        Arguments.of(Boot.efi(0x5064, true), "EFI zboot", "riscv64"),
        Arguments.of(Boot.efi(0x8664, false), "EFI", "x86_64"),
        Arguments.of(Boot.efi(0x1234, false), "EFI", "PE machine 0x1234"),
        Arguments.of(Boot.elf(Boot.RISCV, 2), "vmlinux", "riscv64"),
        Arguments.of(Boot.elf(21, 2), "vmlinux", "ppc64le"));
  }

  @ParameterizedTest
  @MethodSource("images")
  void sayWhatTheyAreFor(byte[] image, String format, String machine) {
    assertThat(KernelImage.parse(image)).hasValue(new KernelImage(format, machine));
  }

  @Test
  void aPackedOneNeedsItsBeginningOnly() {
    byte[] random = new byte[100_000];
    new java.util.Random(1).nextBytes(random);
    System.arraycopy(Boot.arm64Image(), 0, random, 0, 64);
    byte[] head = Arrays.copyOf(Boot.gzip(random), KernelImage.HEAD);
    assertThat(KernelImage.parse(head)).hasValue(new KernelImage("gzip Image", "aarch64"));
  }

  @Test
  void theOffsetOfTheHeaderMayPointAnywhere() {
    for (int at : new int[] {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, 1019, 1018}) {
      byte[] image = Boot.efi(0xaa64, false);
      java.nio.ByteBuffer.wrap(image).order(java.nio.ByteOrder.LITTLE_ENDIAN).putInt(0x3c, at);
      assertThat(KernelImage.parse(image)).isEmpty();
    }
  }
}
