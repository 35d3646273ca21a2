package org.cmimage.sources.tar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.cmimage.core.fault.FaultException;
import org.cmimage.sources.tar.TarFixture.Header;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Sparse files, byte by byte; {@link GnuTarTest} and {@link SparseFilesProperties} have real ones.
 */
class SparseFilesTest {
  private static final byte[] DATA = "hello".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] WHOLE = whole();

  private static byte[] whole() {
    byte[] whole = new byte[2000];
    System.arraycopy(DATA, 0, whole, 700, 3);
    System.arraycopy(DATA, 3, whole, 1000, 2);
    return whole;
  }

  private static String expected(String name) {
    return "/"
        + name
        + " 0644 0:0 0.000000000 file 2000 "
        + TarDump.hash(WHOLE)
        + " @700+3 @1000+2";
  }

  private static Header old(String name) {
    return new Header(name, 'S').text(257, "ustar  \0");
  }

  private static String octal(long number) {
    return String.format("%011o\0", number);
  }

  private static byte[] block(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  @Test
  void theOldMapIsInTheHeader() throws IOException {
    Header header = old("a").size(5).text(483, octal(2000));
    header.text(386, octal(700) + octal(3) + octal(1000) + octal(2) + octal(2000) + octal(0));
    assertThat(TarDump.of(new TarFixture().header(header).content(DATA).file("b", DATA).end()))
        .hasSize(2)
        .startsWith(expected("a"));
  }

  /** As written by star and read by GNU tar: star_in_header and star_ext_header in its tar.h. */
  @Test
  void starHasTheOldMapElsewhere() throws IOException {
    Header header = new Header("a", 'S').size(5).text(508, "tar\0").text(452, octal(2000));
    header.text(356, octal(700) + octal(3) + octal(1000) + octal(2));
    assertThat(TarDump.of(new TarFixture().header(header).content(DATA).file("b", DATA).end()))
        .hasSize(2)
        .startsWith(expected("a"));
    Header continued = new Header("a", 'S').size(5).text(508, "tar\0").raw(355, 1);
    continued.text(356, octal(700) + octal(3)).text(452, octal(0));
    byte[] more = block(octal(1000) + octal(2));
    byte[] archive =
        new TarFixture()
            .pax('x', "SCHILY.realsize", "2000")
            .header(continued)
            .content(more)
            .content(DATA)
            .end();
    assertThat(TarDump.of(archive)).containsExactly(expected("a"));
  }

  @Test
  void theOldMapGoesOnInBlocks() throws IOException {
    Header header = old("a").size(5).text(483, octal(2000)).raw(482, 1);
    header.text(386, octal(700) + octal(1));
    byte[] first = Arrays.copyOf(block(octal(701) + octal(2)), 512);
    first[504] = 1;
    byte[] second = block(octal(1000) + octal(2));
    byte[] archive =
        new TarFixture().header(header).content(first).content(second).content(DATA).end();
    assertThat(TarDump.of(archive)).containsExactly(expected("a"));
  }

  @ParameterizedTest
  @CsvSource({
    "700,3,700,2,out of order",
    "1000,3,700,2,out of order",
    "0,3,2,2,out of order",
    "700,3,1999,2,beyond its 2000",
    "700,3,3000,2,beyond its 2000",
    "700,3,1000,1,has 4 bytes of data; stored are 5",
    "700,3,1000,3,has 6 bytes of data; stored are 5",
    "700,3,4611686018427387903,2,beyond its 2000",
  })
  void hostileMapsAreRefused(long offset, long length, long offset2, long length2, String fact) {
    long size = WHOLE.length;
    Header header = old("a").size(5).text(483, octal(size));
    boolean huge = offset2 > 1L << 33;
    header.text(386, octal(offset) + octal(length) + octal(huge ? 0 : offset2) + octal(length2));
    if (huge) {
      header.raw(410, 0x80, 0, 0, 0, 0x3f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff);
    }
    refused(new TarFixture().header(header).content(DATA), fact);
    String map = String.join(",", "" + offset, "" + length, "" + offset2, "" + length2);
    if (!huge) {
      refused(
          new TarFixture()
              .pax('x', "GNU.sparse.size", "" + size, "GNU.sparse.map", map)
              .file("a", DATA),
          fact);
      refused(version1("2\n" + map.replace(',', '\n') + "\n", DATA, size), fact);
    }
  }

  private static TarFixture version1(String map, byte[] data, long size) {
    byte[] content = Arrays.copyOf(block(map), (map.length() + 511 & ~511) + data.length);
    System.arraycopy(data, 0, content, content.length - data.length, data.length);
    return new TarFixture()
        .pax(
            'x',
            "GNU.sparse.major",
            "1",
            "GNU.sparse.minor",
            "0",
            "GNU.sparse.name",
            "a",
            "GNU.sparse.realsize",
            "" + size)
        .file("GNUSparseFile.1/a", content);
  }

  @Test
  void paxHasThreeForms() throws IOException {
    byte[] first =
        new TarFixture()
            .pax(
                'x',
                "GNU.sparse.size",
                "2000",
                "GNU.sparse.numblocks",
                "2",
                "GNU.sparse.offset",
                "700",
                "GNU.sparse.numbytes",
                "3",
                "GNU.sparse.offset",
                "1000",
                "GNU.sparse.numbytes",
                "2")
            .file("a", DATA)
            .file("b", DATA)
            .end();
    assertThat(TarDump.of(first)).hasSize(2).startsWith(expected("a"));
    byte[] second =
        new TarFixture()
            .pax(
                'x',
                "GNU.sparse.size",
                "2000",
                "GNU.sparse.numblocks",
                "2",
                "GNU.sparse.name",
                "n",
                "GNU.sparse.map",
                "700,3,1000,2")
            .file("GNUSparseFile.1/a", DATA)
            .end();
    assertThat(TarDump.of(second)).containsExactly(expected("n"));
    assertThat(TarDump.of(version1("2\n700\n3\n1000\n2\n", DATA, 2000).end()))
        .containsExactly(expected("a"));
  }

  /** A case in which Commons Compress failed: COMPRESS-724. */
  @Test
  void aMapMayFillItsBlocks() throws IOException {
    String map = "2\n" + "0".repeat(15) + "700\n3\n1000\n2\n";
    StringBuilder lines = new StringBuilder("42\n");
    for (int i = 0; i < 40; i++) {
      lines.append("000000000\n0\n");
    }
    lines.append("00000700\n3\n");
    int rest = 512 - lines.length() - "\n2\n".length();
    lines.append("0".repeat(rest - 4)).append("1000\n2\n");
    assertThat(lines).hasSize(512);
    assertThat(TarDump.of(version1(lines.toString(), DATA, 2000).end()))
        .containsExactly(expected("a"));
    assertThat(TarDump.of(version1(map, DATA, 2000).end())).containsExactly(expected("a"));
  }

  @Test
  void filesOfNothingOrOfAllAreKnown() throws IOException {
    String zeros = TarDump.hash(new byte[2000]);
    assertThat(TarDump.of(version1("1\n2000\n0\n", new byte[0], 2000).end()))
        .containsExactly("/a 0644 0:0 0.000000000 file 2000 " + zeros + " @2000+0");
    assertThat(TarDump.of(version1("0\n", new byte[0], 2000).end()))
        .containsExactly("/a 0644 0:0 0.000000000 file 2000 " + zeros + " @2000+0");
    assertThat(TarDump.of(version1("2\n0\n3\n3\n2\n", DATA, 5).end()))
        .containsExactly("/a 0644 0:0 0.000000000 file 5 " + TarDump.hash(DATA));
    assertThat(TarDump.of(version1("1\n0\n0\n", new byte[0], 0).end()))
        .containsExactly("/a 0644 0:0 0.000000000 file 0 e3b0c442");
  }

  @Test
  void aTerabyteOfNothingTakesNoTime() throws IOException {
    long[] size = new long[1];
    TarReader.read(
        new java.io.ByteArrayInputStream(
            version1("1\n" + (1L << 40) + "\n0\n", new byte[0], 1L << 40).end()),
        (entry, content) -> {
          size[0] = entry.contentSize().orElseThrow();
          assertThat(content.read()).isNegative();
        });
    assertThat(size[0]).isZero();
  }

  @Test
  void recordsMustFit() {
    refused(sparse("GNU.sparse.map", "0,5"), "says no size");
    refused(sparse("GNU.sparse.size", "5", "GNU.sparse.map", "0,5,5"), "an offset has no length");
    refused(sparse("GNU.sparse.size", "5", "GNU.sparse.map", "0,,5"), "out of range");
    refused(sparse("GNU.sparse.size", "5", "GNU.sparse.map", "0,-5"), "out of range");
    refused(
        sparse("GNU.sparse.size", "5", "GNU.sparse.map", "0,5", "GNU.sparse.numblocks", "2"),
        "it has 1 parts");
    refused(sparse("GNU.sparse.size", "5", "GNU.sparse.numbytes", "5"), "a length has no offset");
    refused(
        sparse("GNU.sparse.size", "5", "GNU.sparse.offset", "0", "GNU.sparse.offset", "0"),
        "two offsets");
    refused(sparse("GNU.sparse.major", "2", "GNU.sparse.realsize", "5"), "version 2");
    refused(sparse("GNU.sparse.odd", "2"), "GNU.sparse.odd");
    refused(sparse("GNU.sparse.size", "99999999999999999999"), "out of range");
    refused(version1("99999999\n", DATA, 5), "expected at most 262144");
    refused(version1("1\n0\n", DATA, 5), "out of range");
    refused(version1("1\n0\n5x\n", DATA, 5), "out of range");
    refused(new TarFixture().pax('g', "GNU.sparse.map", "0,5").file("a", DATA), "every entry");
    refused(
        new TarFixture().pax('x', "GNU.sparse.size", "5").header(new Header("d", '5')),
        "belongs to no file");
    refused(
        new TarFixture()
            .pax('x', "GNU.sparse.major", "1", "GNU.sparse.minor", "0", "GNU.sparse.size", "5")
            .file("a", block("1\n0\n5\n")),
        "does not end before the data");
    refused(
        new TarFixture().header(old("a").raw(482, 1)).content(new byte[512]),
        "continued without a part");
  }

  private static TarFixture sparse(String... records) {
    return new TarFixture().pax('x', records).file("a", DATA);
  }

  private static void refused(TarFixture archive, String fact) {
    byte[] bytes = archive.end();
    assertThatThrownBy(() -> TarDump.of(bytes))
        .isInstanceOf(FaultException.class)
        .hasMessageStartingWith("cannot read tar archive: ")
        .hasMessageContaining(fact);
  }
}
