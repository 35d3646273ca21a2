package org.cmimage.sources.archive;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileFormatTest {
  private static Optional<String> name(int at, byte[] mark) {
    byte[] head = new byte[FileFormat.HEAD];
    System.arraycopy(mark, 0, head, at, mark.length);
    return FileFormat.of(head).map(FileFormat::name);
  }

  @ParameterizedTest
  @CsvSource({
    "32769, CD001, ISO 9660",
    "0, 070701, cpio",
    "0, '!<arch>\ndebian-binary   ', Debian package",
    "0, hsqs, squashfs",
    "0, XFSB, XFS",
    "65600, _BHRfS_M, btrfs",
    "512, EFI PART, GPT",
    "0, KDMV, VMDK",
    "0, LZIP, lzip",
    "0, 'version https://git-lfs.github.com/spec/v1\noid sha256:', Git LFS pointer",
    "0, '<!DOCTYPE HTML><html>', web page",
    "0, '{\"errors\": []}', JSON",
    "0, SQLite format 3, SQLite",
    "0, -----BEGIN PGP SIGNATURE-----, PGP",
  })
  void textsAreMarks(int at, String mark, String name) {
    assertThat(name(at, (mark + (mark.startsWith("SQLite") ? "\0" : "")).getBytes(ISO_8859_1)))
        .hasValueSatisfying(found -> assertThat(found).contains(name));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 504b0304, zip",
    "0, edabeedb, rpm",
    "0, 514649fb, qcow2",
    "1080, 53ef, ext4",
    "510, 55aa, MBR",
    "0, 1f9d90, (.Z)",
    "0, 5d00008000ffffffffffffffff, lzma",
    "0, 5d00000001ff03000000000000, lzma",
    "0, 789c4bcb, zlib",
    "0, 02214c18, legacy",
    "0, 377abcaf271c, 7z",
    "0, 1f8b0800, compressed twice",
    "0, fd377a585a00, compressed twice",
    "0, 28b52ffd04, compressed twice",
    "0, 425a6839, compressed twice",
    "0, 04224d18, compressed twice",
  })
  void bytesAreMarks(int at, String mark, String name) {
    assertThat(name(at, HexFormat.of().parseHex(mark)))
        .hasValueSatisfying(found -> assertThat(found).contains(name));
  }

  /**
   * A hybrid image also has a partition table, and a kernel's first sector has the signature of
   * one.
   */
  @Test
  void whatCountsMoreComesFirst() {
    byte[] head = new byte[FileFormat.HEAD];
    head[510] = 0x55;
    head[511] = (byte) 0xaa;
    System.arraycopy("HdrS".getBytes(ISO_8859_1), 0, head, 514, 4);
    assertThat(FileFormat.of(head).orElseThrow().name()).isEqualTo("a Linux kernel");
    System.arraycopy("CD001".getBytes(ISO_8859_1), 0, head, 32769, 5);
    assertThat(FileFormat.of(head).orElseThrow().name()).isEqualTo("an ISO 9660 image");
    System.arraycopy("EFI PART".getBytes(ISO_8859_1), 0, head, 512, 8);
    assertThat(FileFormat.of(head).orElseThrow().name()).isEqualTo("an ISO 9660 image");
    byte[] disk = Arrays.copyOf(head, 1024);
    assertThat(FileFormat.of(disk).orElseThrow().name()).contains("GPT");
  }

  @Test
  void whateverElseIsNot() {
    for (String text : new String[] {"", "x", "hello, world", "]", "y\u0078", "{}"}) {
      assertThat(FileFormat.of(text.getBytes(ISO_8859_1))).isEmpty();
    }
    assertThat(FileFormat.of(new byte[FileFormat.HEAD])).isEmpty();
  }
}
