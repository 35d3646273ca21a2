package org.cmimage.core.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.cmimage.core.check.InitramfsContent;
import org.cmimage.core.check.LinkTarget;
import org.cmimage.core.format.Boot;
import org.cmimage.core.format.DpkgStatus;
import org.cmimage.core.format.ElfHeader;
import org.cmimage.core.format.KernelImage;
import org.cmimage.core.format.KernelRelease;
import org.cmimage.core.format.OsRelease;
import org.cmimage.model.Architecture;

/** Whatever the bytes, parsers answer or fail as they say. */
class ParserProperties {
  @Provide
  Arbitrary<String> releases() {
    return Arbitraries.strings()
        .withChars("0019.-_+~")
        .withChars("rcelk")
        .ofMaxLength(12)
        .map(text -> "6.1" + text);
  }

  @Property
  void kernelReleasesAreInATotalOrder(
      @ForAll("releases") String a, @ForAll("releases") String b, @ForAll("releases") String c) {
    KernelRelease x = new KernelRelease(a);
    KernelRelease y = new KernelRelease(b);
    KernelRelease z = new KernelRelease(c);
    assertThat(Integer.signum(x.compareTo(y))).isEqualTo(-Integer.signum(y.compareTo(x)));
    assertThat(x.compareTo(y) == 0).isEqualTo(a.equals(b));
    if (x.compareTo(y) <= 0 && y.compareTo(z) <= 0) {
      assertThat(x.compareTo(z)).isNotPositive();
    }
  }

  @Property
  void aGreaterNumberIsNewer(
      @ForAll @IntRange(max = 100_000) int low,
      @ForAll @IntRange(min = 1, max = 100_000) int more) {
    int high = low + more;
    for (String form :
        new String[] {"6.%d", "6.1.%d-2-amd64", "5.14.0-%d.el9.x86_64", "6.9-rc%d"}) {
      assertThat(new KernelRelease(String.format(form, high)))
          .isGreaterThan(new KernelRelease(String.format(form, low)));
    }
  }

  @Property
  void noBytesUpsetTheHeaderParsers(@ForAll byte[] bytes, @ForAll @IntRange(max = 9) int kind) {
    byte[] file = onto(kind, bytes);
    KernelImage.parse(file);
    ElfHeader.parse(ByteBuffer.wrap(file)).map(ElfHeader::machineName);
    OsRelease.parse(file).distribution();
    LinkTarget.climbsOut(file, kind);
  }

  /** The bytes over the beginning of something well-formed, so that more than the magic is read. */
  private static byte[] onto(int kind, byte[] bytes) {
    byte[] file =
        switch (kind) {
          case 0 -> bytes.clone();
          case 1 -> Boot.bzImage(true);
          case 2 -> Boot.efi(0xaa64, true);
          case 3 -> Boot.gzip(Boot.arm64Image());
          case 4 -> Boot.initramfs("6.1.0", Boot.AARCH64);
          case 5 -> Boot.archive(Boot.program("a", new byte[] {1}));
          case 6 -> Boot.riscvImage();
          default -> Boot.elf(Boot.X86_64, kind - 6);
        };
    int at =
        kind == 0 || file.length <= bytes.length
            ? 0
            : Math.floorMod(kind * 31, file.length - bytes.length);
    System.arraycopy(bytes, 0, file, at, Math.min(bytes.length, file.length));
    return file;
  }

  @Property
  void aDamagedInitramfsIsReadOrRefused(
      @ForAll @Size(max = 8) byte[] bytes,
      @ForAll @IntRange(min = 4, max = 5) int kind,
      @ForAll @IntRange(max = 2000) int at,
      @ForAll @IntRange(max = 2000) int length)
      throws IOException {
    byte[] file = onto(kind, new byte[0]);
    int start = Math.min(at, file.length);
    System.arraycopy(bytes, 0, file, start, Math.min(bytes.length, file.length - start));
    try {
      InitramfsContent content =
          InitramfsContent.read(
              new ByteArrayInputStream(file, 0, Math.min(length, file.length)),
              Architecture.AARCH64,
              GZIPInputStream::new);
      assertThat(content.wantedPrograms()).isLessThanOrEqualTo(2);
    } catch (IOException refused) {
      // as documented; any other exception fails the property
    }
  }

  @Property
  void aStatusFileOfAnyBytesEnds(@ForAll byte[] bytes) throws IOException {
    DpkgStatus reader = new DpkgStatus(new ByteArrayInputStream(bytes), bytes.length);
    int stanzas = 0;
    Optional<DpkgStatus.Entry> entry;
    while ((entry = reader.next()).isPresent()) {
      assertThat(entry.get().name()).matches("[ -~]*");
      stanzas++;
    }
    assertThat(stanzas).isLessThanOrEqualTo(bytes.length);
  }
}
