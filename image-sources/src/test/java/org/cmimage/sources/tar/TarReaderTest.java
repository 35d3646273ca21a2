package org.cmimage.sources.tar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.sources.tar.TarFixture.Header;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TarReaderTest {
  private static final byte[] HELLO = "hello".getBytes(StandardCharsets.US_ASCII);

  private static void assertRefused(byte[] archive, String fact) {
    assertThatThrownBy(() -> TarDump.of(archive))
        .isInstanceOf(FaultException.class)
        .hasMessageStartingWith("cannot read tar archive: ")
        .hasMessageContaining(fact)
        .extracting(e -> ((FaultException) e).code())
        .isEqualTo(ErrorCode.SOURCE_CORRUPT);
  }

  @Test
  void readsEveryKindOfNode() throws IOException {
    byte[] archive =
        new TarFixture()
            .header(new Header("./", '5').text(100, "0000755"))
            .file("./a", HELLO)
            .header(new Header("b", '1').text(157, "./a"))
            .header(new Header("/c", '2').text(157, "../x"))
            .header(new Header("d", '3').text(329, "0000403").text(337, "0000454"))
            .header(new Header("e", '4').text(329, "0000010").text(337, "0000001"))
            .header(new Header("f", '6').text(100, "0104755"))
            .header(new Header("v7dir/", '\0'))
            .end();
    assertThat(TarDump.of(archive))
        .containsExactly(
            "/ 0755 0:0 0.000000000 directory",
            "/a 0644 0:0 0.000000000 file 5 " + TarDump.hash(HELLO),
            "/b 0644 0:0 0.000000000 hardlink /a",
            "/c 0644 0:0 0.000000000 link ../x",
            "/d 0644 0:0 0.000000000 CHARACTER_DEVICE 259:300",
            "/e 0644 0:0 0.000000000 BLOCK_DEVICE 8:1",
            "/f 4755 0:0 0.000000000 FIFO 0:0",
            "/v7dir 0644 0:0 0.000000000 directory");
  }

  @Test
  void namesAreBytesWithPrefixOfUstarAndStar() throws IOException {
    byte[] archive =
        new TarFixture()
            .header(new Header("n\u00e9\u00ff", '0').text(345, "dir"))
            .header(
                new Header("m", '0')
                    .text(345, "x".repeat(131))
                    .text(476, "00000000000")
                    .text(508, "tar\0"))
            .header(new Header("gnu", '0').text(257, "ustar  \0").text(345, "00000000000"))
            .end();
    assertThat(TarDump.of(archive))
        .containsExactly(
            "/dir/n\\xe9\\xff 0644 0:0 0.000000000 file 0 e3b0c442",
            "/" + "x".repeat(131) + "/m 0644 0:0 0.000000000 file 0 e3b0c442",
            "/gnu 0644 0:0 0.000000000 file 0 e3b0c442");
  }

  @Test
  void base256NumbersMayBeLargeOrNegative() throws IOException {
    Header header = new Header("a", '0');
    header.raw(108, 0x80, 0, 0, 0, 0xff, 0xff, 0xff, 0xfe);
    header.raw(116, 0x80, 0, 0, 0, 0, 0x2d, 0xc6, 0xc0);
    header.raw(136, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfe);
    assertThat(TarDump.of(new TarFixture().header(header).end()))
        .containsExactly("/a 0644 4294967294:3000000 -2.000000000 file 0 e3b0c442");
  }

  @Test
  void gnuLongNamesAreForTheNextEntryOnly() throws IOException {
    String name = "d/" + "n".repeat(300);
    byte[] archive =
        new TarFixture()
            .extension('K', ("t".repeat(300) + "\0").getBytes(StandardCharsets.US_ASCII))
            .extension('L', (name + "\0").getBytes(StandardCharsets.US_ASCII))
            .header(new Header("d/nnn", '2').text(157, "ttt"))
            .file("next", HELLO)
            .end();
    assertThat(TarDump.of(archive))
        .containsExactly(
            "/" + name + " 0644 0:0 0.000000000 link " + "t".repeat(300),
            "/next 0644 0:0 0.000000000 file 5 " + TarDump.hash(HELLO));
  }

  @Test
  void paxRecordsOverrideTheHeader() throws IOException {
    byte[] archive =
        new TarFixture()
            .pax('g', "comment", "by git", "uid", "7", "mtime", "9")
            .pax(
                'x',
                "path",
                "./p\u00ff",
                "size",
                "5",
                "uid",
                "3000000",
                "gid",
                "4",
                "mtime",
                "1700000000.123456789123")
            .header(new Header("short", '0').size(1))
            .content(HELLO)
            .pax('x', "mtime", "-1.5", "uid", "")
            .file("before1970", HELLO)
            .file("global", HELLO)
            .end();
    assertThat(TarDump.of(archive))
        .containsExactly(
            "/p\\xff 0644 3000000:4 1700000000.123456789 file 5 " + TarDump.hash(HELLO),
            "/before1970 0644 0:0 -2.500000000 file 5 " + TarDump.hash(HELLO),
            "/global 0644 7:0 9.000000000 file 5 " + TarDump.hash(HELLO));
  }

  @Test
  void extendedAttributesAreKeptAsBytes() throws IOException {
    // cap_setuid has 0x80; tar-rs #428 lost a capability with 0x0a; squashfs-tools-ng #32 one that
    // starts with NUL.
    byte[] archive =
        new TarFixture()
            .pax(
                'x',
                "SCHILY.xattr.security.capability",
                "\1\0\0\2\u0080\n\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
                "SCHILY.xattr.user.a%3Db",
                "\0=\n",
                "LIBARCHIVE.xattr.user.%c3%a4",
                "/wA",
                "RHT.security.selinux",
                "u:r:t:s0",
                "SCHILY.acl.access",
                "user::rwx,user:joe:r--:1001,user:7:-w-,group::r-x,mask::rwx,other::---",
                "SCHILY.acl.default",
                "user::rwx\ngroup::r-x\t#effective:r-x\nother:r--\n")
            .file("a", HELLO)
            .end();
    assertThat(TarDump.of(archive))
        .containsExactly(
            "/a 0644 0:0 0.000000000 file 5 "
                + TarDump.hash(HELLO)
                + " security.capability=01000002800a0000000000000000000000000000"
                + " security.selinux=753a723a743a733000"
                + " system.posix_acl_access=02000000"
                + "01000700ffffffff"
                + "0200020007000000"
                + "02000400e9030000"
                + "04000500ffffffff"
                + "10000700ffffffff"
                + "20000000ffffffff"
                + " system.posix_acl_default=02000000"
                + "01000700ffffffff"
                + "04000500ffffffff"
                + "20000400ffffffff"
                + " user.a=b=003d0a"
                + " user.\u00e4=ff00");
  }

  @Test
  void anAclMayNameWhomTheArchiveOrThisMachineKnows() throws IOException {
    byte[] archive =
        new TarFixture()
            .header(new Header("a", '0').text(108, "0001750").text(265, "joe").text(297, "joes"))
            .pax('x', "SCHILY.acl.access", "user::rw-,user:joe:r--,user:root:r--,group:joes:-w-")
            .file("b", HELLO)
            .end();
    // 0x3e8 is 01750, the user of the previous entry; root is known to every machine
    assertThat(TarDump.of(archive).get(1))
        .endsWith(
            "system.posix_acl_access=02000000"
                + "01000600ffffffff"
                + "0200040000000000"
                + "02000400e8030000"
                + "0800020000000000");
  }

  @Test
  void anAclThatNamesNobodyKnownIsRefused() {
    assertRefused(
        new TarFixture()
            .pax('x', "SCHILY.acl.access", "user::rwx,user:no such one:r--")
            .file("a", HELLO)
            .end(),
        "\"user:no such one:r--\"");
  }

  @ParameterizedTest
  @CsvSource({"../a", "a/../../b", "a/../b", "a/..", "/.."})
  void namesWithTwoDotsAreRefused(String name) {
    String fact = "path has \"..\" in it: " + name;
    assertRefused(new TarFixture().file(name, HELLO).end(), fact);
    assertRefused(new TarFixture().pax('x', "path", name).file("a", HELLO).end(), fact);
    assertRefused(
        new TarFixture().file("a", HELLO).header(new Header("l", '1').text(157, name)).end(), fact);
  }

  @Test
  void whatIsNoEntryIsRefused() {
    assertRefused(new TarFixture().header(new Header("", '0')).end(), "no name");
    assertRefused(
        new TarFixture().file("./", new byte[0]).header(new Header("/", '2').text(157, "x")).end(),
        "root");
    assertRefused(new TarFixture().header(new Header("a", '2')).end(), "no target");
    assertRefused(new TarFixture().pax('x', "path", "a\0b").file("a", HELLO).end(), "NUL");
    assertRefused(
        new TarFixture().pax('x', "linkpath", "a\0b").header(new Header("a", '2')).end(), "NUL");
    assertRefused(new TarFixture().header(new Header("a", 'Q')).end(), "type 0x51");
    assertRefused(new TarFixture().header(new Header("a", 'M')).end(), "one volume of several");
    assertRefused(
        new TarFixture().pax('g', "GNU.volume.filename", "a").end(), "one volume of several");
    assertRefused(new TarFixture().header(new Header("a", 'N')).end(), "before 1990");
    assertRefused(new TarFixture().header(new Header("a", 'A')).end(), "Solaris");
  }

  @Test
  void numbersAreBounded() {
    assertRefused(
        new TarFixture().header(new Header("a", '0').text(124, "0000000009x")).end(),
        "size is not");
    assertRefused(
        new TarFixture()
            .header(new Header("a", '0').raw(124, 0x80, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))
            .end(),
        "64 bits");
    assertRefused(
        new TarFixture().header(new Header("a", '0').raw(124, 0xff).raw(125, new int[11])).end(),
        "size");
    assertRefused(
        new TarFixture()
            .header(new Header("a", '0').raw(108, 0x80, 0, 0, 0, 0xff, 0xff, 0xff, 0xff))
            .end(),
        "owner");
    assertRefused(
        new TarFixture().header(new Header("a", '3').text(329, "0010000")).end(), "major");
    assertRefused(
        new TarFixture().header(new Header("x", 'x').size(1 << 23)).end(), "extended header");
    assertRefused(
        new TarFixture().pax('x', "size", "99999999999999999999").file("a", HELLO).end(), "size");
    assertRefused(new TarFixture().pax('x', "mtime", "soon").file("a", HELLO).end(), "mtime");
  }

  @Test
  void recordsMustBeWellFormed() {
    for (String content :
        List.of(
            "5 a=b",
            "99 a=b\n",
            "6 a=b\n9",
            "6 abc\n",
            "5 =b\n",
            "x",
            " a=b\n",
            "0000000000006 a=b\n")) {
      byte[] bytes = content.getBytes(StandardCharsets.US_ASCII);
      assertRefused(
          new TarFixture().extension('x', bytes).file("a", HELLO).end(), "extended header");
    }
  }

  @Test
  void theEndMustBeMarkedAndBeTheEnd() throws IOException {
    assertRefused(new byte[0], "ends early");
    assertRefused(new TarFixture().file("a", HELLO).cut(), "ends early");
    assertRefused(new TarFixture().pax('x', "path", "b").end(), "has no entry");
    byte[] padded = Arrays.copyOf(new TarFixture().file("a", HELLO).end(), 10_240);
    assertThat(TarDump.of(padded)).hasSize(1);
    assertThat(behind(padded)).isEqualTo(TrailingContent.NOTHING);
    padded[10_000] = 1;
    assertThat(TarDump.of(padded)).hasSize(1);
    assertThat(behind(padded)).isEqualTo(TrailingContent.DATA);
    assertThat(behind(Arrays.copyOf(padded, 10_001))).isEqualTo(TrailingContent.DATA);
  }

  private static TrailingContent behind(byte[] archive) throws IOException {
    return TarReader.read(new ByteArrayInputStream(archive), (entry, content) -> {});
  }

  @Test
  void anArchiveBehindTheEndIsReadWhereThatIsAskedFor() throws IOException {
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.writeBytes(
        Arrays.copyOf(new TarFixture().pax('g', "uid", "7").file("a", HELLO).end(), 10_240));
    both.writeBytes(new TarFixture().file("b", HELLO).end());
    assertThat(concatenated(both.toByteArray())).containsExactly("/a 7", "/b 0", "NOTHING");
    // else reading stops at the end, as by GNU tar and bsdtar, and further data is reported
    String rest = " 0.000000000 file 5 " + TarDump.hash(HELLO);
    assertThat(TarDump.of(both.toByteArray())).containsExactly("/a 0644 7:0" + rest);
    assertThat(behind(both.toByteArray())).isEqualTo(TrailingContent.ARCHIVE);
    both.writeBytes(new TarFixture().file("c", HELLO).cut());
    assertThat(TarDump.of(both.toByteArray())).hasSize(1);
    assertThatThrownBy(() -> concatenated(both.toByteArray()))
        .hasMessageContaining("it ends early, without an end mark");
  }

  private static List<String> concatenated(byte[] archives) throws IOException {
    List<String> lines = new ArrayList<>();
    TrailingContent behind =
        TarReader.readNamed(
            new ByteArrayInputStream(archives),
            TarReader.Concatenation.READ,
            (entry, names, content) -> lines.add(entry.path() + " " + entry.attributes().uid()));
    lines.add(behind.name());
    return lines;
  }

  @Test
  void oneBlockOfZerosIsTheEnd() throws IOException {
    byte[] archive =
        new TarFixture().file("a", HELLO).content(new byte[512]).file("stale", HELLO).end();
    assertThat(TarDump.of(archive)).hasSize(1);
    assertThat(behind(archive)).isEqualTo(TrailingContent.ARCHIVE);
  }

  @ParameterizedTest
  @CsvSource({"1,1", "2,600", "3,512", "4,512", "5,4096", "6,513"})
  void sizesOfEntriesWithoutContentAreIgnored(char type, long size) throws IOException {
    Header header = new Header("x", type).text(157, type < '3' ? "t" : "").size(size);
    String rest = " 0644 0:0 0.000000000 file 5 " + TarDump.hash(HELLO);
    assertThat(TarDump.of(new TarFixture().file("t", HELLO).header(header).file("b", HELLO).end()))
        .hasSize(3)
        .contains("/t" + rest, "/b" + rest);
    byte[] record =
        new TarFixture()
            .pax('x', "size", "" + size)
            .header(new Header("x", type).text(157, type < '3' ? "t" : ""))
            .file("b", HELLO)
            .end();
    assertThat(TarDump.of(record)).hasSize(2).contains("/b" + rest);
  }

  @Test
  void theContentOfAHardLinkIsSkippedWhereItIsStored() throws IOException {
    byte[] large = "data".repeat(300).getBytes(StandardCharsets.US_ASCII);
    byte[] archive =
        new TarFixture()
            .file("t", large)
            .header(new Header("x", '1').text(157, "t").size(large.length))
            .content(large)
            .file("b", HELLO)
            .header(new Header("y", '1').text(157, "b").size(5))
            .content(HELLO)
            .end();
    assertThat(TarDump.of(archive))
        .hasSize(4)
        .contains("/x 0644 0:0 0.000000000 hardlink /t", "/y 0644 0:0 0.000000000 hardlink /b");
  }

  /** As read by GNU tar; others agree except for the first. */
  @Test
  void oddNumbersAreReadAsGnuTarReadsThem() throws IOException {
    for (String five : List.of("\0000000005\0", "          5 ", "\0         5 ", "000000000005")) {
      assertThat(
              TarDump.of(
                  new TarFixture()
                      .header(new Header("a", '0').text(124, "\0".repeat(12)).text(124, five))
                      .content(HELLO)
                      .end()))
          .containsExactly("/a 0644 0:0 0.000000000 file 5 " + TarDump.hash(HELLO));
    }
    for (String zero : List.of("\0".repeat(12), "\0\0\0\0\0\0\0000005\0", " ".repeat(12))) {
      assertThat(TarDump.of(new TarFixture().header(new Header("a", '0').text(124, zero)).end()))
          .containsExactly("/a 0644 0:0 0.000000000 file 0 e3b0c442");
    }
    Header nobody = new Header("a", '0').raw(108, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfe);
    assertThat(TarDump.of(new TarFixture().header(nobody).end()).get(0)).contains(" 4294967294:0 ");
  }

  @Test
  void labelsAndListsOfIncrementalArchivesAreNoContent() throws IOException {
    byte[] archive =
        new TarFixture()
            .header(new Header("label", 'V'))
            .header(new Header("d/", 'D').size(5))
            .content(HELLO)
            .file("d/a", HELLO)
            .end();
    assertThat(TarDump.of(archive))
        .containsExactly(
            "/d 0644 0:0 0.000000000 directory",
            "/d/a 0644 0:0 0.000000000 file 5 " + TarDump.hash(HELLO));
  }

  @Test
  void ownersHaveNamesToo() throws IOException {
    List<OwnerNames> names = new ArrayList<>();
    byte[] archive =
        new TarFixture()
            .header(new Header("a", '0').text(265, "joe").text(297, "st\u00ffaff"))
            .pax('x', "uname", "long".repeat(10))
            .header(new Header("b", '0').text(265, "longlong").text(297, "staff"))
            .header(new Header("c", '0').raw(257, 0, 0, 0, 0, 0, 0, 0, 0).text(265, "x"))
            .end();
    TarReader.readNamed(
        new ByteArrayInputStream(archive),
        TarReader.Concatenation.NOT_READ,
        (entry, owner, content) -> names.add(owner));
    assertThat(names)
        .containsExactly(
            new OwnerNames("joe", "st\\xffaff"),
            new OwnerNames("long".repeat(10), "staff"),
            new OwnerNames("", ""));
  }

  @Test
  void headersOfAnEntryAreBoundedTogether() {
    TarFixture archive = new TarFixture();
    for (int i = 0; i < 5; i++) {
      archive.pax('x', "SCHILY.xattr.user." + i, "v".repeat(1 << 20));
    }
    assertRefused(archive.file("a", HELLO).end(), "the extended headers of an entry have more");
    assertRefused(
        new TarFixture().pax('x', "path", "n".repeat(70_000)).file("a", HELLO).end(),
        "a name has 70000 bytes");
    assertThatThrownBy(
            () ->
                TarDump.of(
                    new TarFixture()
                        .pax('x', "path", "../" + "n".repeat(60_000))
                        .file("a", HELLO)
                        .end()))
        .message()
        .hasSizeLessThan(500);
  }

  @Test
  void theSinkNeedNotReadTheContent() throws IOException {
    byte[] archive = new TarFixture().file("a", new byte[70_000]).file("b", HELLO).end();
    List<String> paths = new ArrayList<>();
    TarReader.read(
        new ByteArrayInputStream(archive), (entry, content) -> paths.add(entry.path().toString()));
    assertThat(paths).containsExactly("/a", "/b");
  }
}
