package org.cmimage.sources.iso;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.cmimage.sources.bytes.FileBytes;
import org.cmimage.sources.iso.record.Naming;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Images in Debian packages, which were not made for this test. */
@Tag("network")
class PackagedIsoTest {
  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({
    "grub-rescue-pc, grub-rescue-cdrom.iso, ROCK_RIDGE, 1, false",
    "grub-rescue-pc, grub-rescue-floppy.img, ROCK_RIDGE, 1, false",
    "ipxe, ipxe.iso, ROCK_RIDGE, 2, true",
    "memtest86+, memtest86+x64.iso, ROCK_RIDGE, 2, true",
    "memtest86+, memtest86+ia32.iso, ROCK_RIDGE, 2, true",
    "golang-github-vmware-photon-controller-go-sdk-dev, ttylinux-pc_i486-16.1.iso, PLAIN, 0, false"
  })
  void imageIsReadAsByLibarchive(
      String debianPackage, String name, Naming naming, int starts, boolean behind)
      throws Exception {
    Path iso = ForeignTools.packaged(directory, debianPackage, name);
    try (FileBytes bytes = FileBytes.open(iso)) {
      IsoImage image = IsoImage.open(bytes);
      assertThat(image.naming()).isEqualTo(naming);
      assertThat(image.bootImages()).hasSize(starts);
      assertThat(image.missing()).isZero();
      assertThat(image.behind() > 0).isEqualTo(behind);
    }
    assertThat(comparable(IsoDump.of(iso), naming))
        .isEqualTo(comparable(ForeignTools.bsdtar(iso), naming));
  }

  /**
   * Returns lines without modes if the image has none: this reader uses those of Linux, and
   * libarchive others.
   */
  private static List<String> comparable(List<String> lines, Naming naming) throws IOException {
    return IsoDump.sorted(lines).stream()
        .map(line -> naming == Naming.PLAIN ? line.replaceFirst(" 0[0-7]{3} ", " ") : line)
        .toList();
  }
}
