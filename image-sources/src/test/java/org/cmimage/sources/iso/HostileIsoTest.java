package org.cmimage.sources.iso;

import static org.assertj.core.api.Assertions.assertThat;
import static org.cmimage.sources.iso.IsoFixture.BLOCK;
import static org.cmimage.sources.iso.IsoFixture.continuation;
import static org.cmimage.sources.iso.IsoFixture.directory;
import static org.cmimage.sources.iso.IsoFixture.file;
import static org.cmimage.sources.iso.IsoFixture.name;
import static org.cmimage.sources.iso.IsoFixture.posix;
import static org.cmimage.sources.iso.IsoFixture.record;
import static org.cmimage.sources.iso.IsoFixture.use;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.tree.TreePath;
import org.cmimage.sources.bytes.RandomAccessBytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Images that no tool makes are read correctly or refused, and always in finite time. */
class HostileIsoTest {
  private static final byte[] FILE = posix(0100644);

  private static String refusal(IsoFixture fixture) {
    FaultException e = assertThrows(FaultException.class, () -> IsoDump.of(fixture.open()));
    assertThat(e.getMessage()).startsWith("cannot read ISO image x.iso: ");
    return e.getMessage();
  }

  private static IsoFixture image(byte[]... records) {
    return new IsoFixture(40).root(records);
  }

  @Test
  void continuationsThatLeadInACircleAreRefused() {
    byte[] loop = continuation(30, 0, 28);
    assertThat(refusal(image(file("A", 25, 1, FILE, loop)).put(30, loop))).contains("in a circle");
    byte[] there = continuation(31, 0, 28);
    assertThat(refusal(image(file("A", 25, 1, FILE, there)).put(30, there).put(31, loop)))
        .contains("in a circle");
  }

  @Test
  void continuationsStayInTheImage() {
    assertThat(refusal(image(file("A", 25, 1, continuation(39, 2040, 9)))))
        .contains("beyond the end of the image");
    assertThat(refusal(image(file("A", 25, 1, continuation(-1, -1, -1)))))
        .contains("beyond the end of the image");
  }

  @Test
  void entriesStayInTheirArea() {
    byte[] entry = name("long");
    entry[2] = 40;
    assertThat(refusal(image(file("A", 25, 1, entry)))).contains("\"NM\" of 40 bytes is beyond");
    assertThat(refusal(image(file("A", 25, 1, use("PX", 1, 2))))).contains("PX has 6 bytes");
  }

  @Test
  void directoriesAreMetOnce() {
    assertThat(refusal(image(directory("A", IsoFixture.ROOT, posix(040755)))))
        .contains("\"/A\" is in the place of one that was read before");
    assertThat(refusal(image(file("A", 25, 1, FILE, IsoFixture.child(IsoFixture.ROOT)))))
        .contains("\"/A\" is in the place of one");
    byte[] large = record(30, 3 * BLOCK, 2, new byte[] {'A'}, posix(040755));
    IsoFixture overlap = image(large, directory("B", 31, posix(040755)));
    assertThat(refusal(overlap.directory(30).directory(31))).contains("\"/B\" is in the place of");
  }

  @Test
  void relocatedDirectoryIsInThePlaceOfItsLink() throws IOException {
    IsoFixture image =
        image(
            file("A", 25, 1, FILE, name("deep"), IsoFixture.child(31)),
            directory("R", 30, posix(040755), name("rr_moved")));
    image.directory(30, directory("M", 31, posix(040700), use("RE"), name("moved")));
    image.directory(31, file("F", 32, 5, FILE, name("file"))).put(32, "hello".getBytes());
    assertThat(IsoDump.of(image.open()).stream().map(line -> line.replaceFirst(" .*", "")))
        .containsExactly("/", "/deep", "/deep/file");
  }

  @Test
  void extentsOfAFileAreOneContent() throws IOException {
    byte[] first = record(30, 3, IsoFixture.MORE, new byte[] {'A'}, FILE, name("file"));
    IsoFixture image = image(first, file("A", 25, 2, FILE, name("file")));
    image.put(30, "abcx".getBytes()).put(25, "dex".getBytes());
    IsoFiles files = new IsoFiles(IsoImage.open(image.open()));
    RandomAccessBytes content = files.content(TreePath.of("file")).orElseThrow();
    assertThat(new String(content.stream().readAllBytes(), StandardCharsets.US_ASCII))
        .isEqualTo("abcde");
    assertThat(files.read(TreePath.of("file"), 5)).isPresent();
    assertThrows(FaultException.class, () -> files.read(TreePath.of("file"), 4));
    assertThat(refusal(image(first, file("B", 25, 2, FILE)))).contains("the next record is of B");
    assertThat(refusal(image(first))).contains("ends before the extents of its last file");
  }

  @ParameterizedTest
  @ValueSource(strings = {".", "..", "a/b", "a\0b", ""})
  void namesAreNamesOfFiles(String text) {
    assertThat(refusal(image(file("A", 25, 1, FILE, name(text)))))
        .endsWith("is not the name of a file");
  }

  @Test
  void namesHaveALimit() {
    byte[] half = name("n".repeat(150));
    half[4] = 1;
    IsoFixture image = image(file("A", 25, 1, FILE, continuation(30, 0, 2 * half.length)));
    assertThat(refusal(image.put(30, IsoFixture.join(half, half))))
        .contains("a name has more than 255 bytes");
  }

  @Test
  void linksHaveTargetsOfLimitedLength() {
    byte[] link = posix(0120777);
    assertThat(refusal(image(file("A", 25, 0, link)))).contains("\"A\" has no target");
    assertThat(refusal(image(file("A", 25, 0, link, use("SL", 0, 0, 9, 'x')))))
        .contains("longer than its entry");
    List<byte[]> parts = new ArrayList<>();
    int[] part = new int[1 + 2 + 200];
    part[2] = 200;
    for (int i = 0; i < 30; i++) {
      parts.add(use("SL", part));
    }
    byte[] all = IsoFixture.join(parts.toArray(byte[][]::new));
    assertThat(refusal(image(file("A", 25, 0, link, continuation(30, 0, all.length))).put(30, all)))
        .contains("more than 4095 bytes");
  }

  @Test
  void recordsStayInTheirSectors() {
    byte[] long1 = file("A", 25, 1, FILE);
    long1[0] = (byte) 255;
    byte[][] many = new byte[20][];
    for (int i = 0; i < many.length; i++) {
      many[i] = file("F" + i, 25, 1, FILE, name("f".repeat(20)));
    }
    byte[] fill = IsoFixture.join(many);
    assertThat(fill.length).isBetween(1500, 2600);
    byte[] bad = record(25, 1, 0, new byte[] {'A'}, FILE);
    bad[32] = (byte) 200;
    assertThat(refusal(image(bad))).contains("has an identifier of 200");
    assertThat(
            refusal(
                image(directory("A", 39, posix(040755)))
                    .put(39, new byte[1999])
                    .put(39, at(2000, 250))))
        .contains("crosses the end of its sector");
  }

  private static byte[] at(int offset, int value) {
    byte[] sector = new byte[BLOCK];
    // Records that consist of a length alone lead to the one that crosses.
    byte[] filler = record(25, 1, 0, new byte[40], FILE, name("x"));
    int at = 0;
    while (at + filler.length < offset) {
      byte[] one = filler.clone();
      one[33] = 'A';
      System.arraycopy(one, 0, sector, at, one.length);
      at += one.length;
    }
    sector[at] = (byte) value;
    return sector;
  }

  @Test
  void whatIsBeyondTheEndIsListedAndRefusedWhenRead() throws IOException {
    IsoFixture image = image(file("A", 39, BLOCK + 1, FILE), directory("B", 30, posix(040755)));
    image.directory(30);
    List<String> paths = new ArrayList<>();
    IsoTree.read(IsoImage.open(image.open()), (entry, content) -> paths.add("" + entry.path()));
    assertThat(paths).containsExactly("/", "/A", "/B");
    assertThat(refusal(image)).contains("the file \"A\" is at bytes 79872 to 81921, but the image");
    assertThat(refusal(image(directory("B", 40, posix(040755))))).contains("beyond the end");
  }

  @Test
  void contentBeginsBehindAnExtendedAttributeRecord() throws IOException {
    byte[] record = file("A", 30, 2, FILE);
    record[1] = 2;
    IsoFixture image = image(record).put(32, "ok".getBytes());
    assertThat(new IsoFiles(IsoImage.open(image.open())).read(TreePath.of("A"), 2))
        .hasValue("ok".getBytes());
  }

  @Test
  void modeAndRecordAgreeOnDirectories() {
    assertThat(refusal(image(file("A", 25, 1, posix(040755))))).contains("differ in whether");
    assertThat(refusal(image(file("A", 25, 1, posix(0150755))))).contains("not a file type");
  }

  @Test
  void interleavedAndSparseFilesAreRefusedByName() {
    byte[] interleaved = file("A", 25, 1, FILE);
    interleaved[26] = 1;
    assertThat(refusal(image(interleaved))).contains("interleaved");
    assertThat(refusal(image(file("A", 25, 1, use("SF", new int[17]))))).contains("sparse");
    assertThat(
            refusal(
                image(file("A", 25, 1, FILE, use("ZF", 'P', 'Z', 4, 15, 1, 0, 0, 0, 0, 0, 0, 0)))))
        .contains("compressed by \"PZ\"");
  }

  @Test
  void udfAloneIsNamed() {
    byte[] image = new byte[40 * BLOCK];
    for (int i = 0; i < 3; i++) {
      byte[] id = new String[] {"\0BEA01", "\0NSR03", "\0TEA01"}[i].getBytes();
      System.arraycopy(id, 0, image, (16 + i) * BLOCK, id.length);
    }
    FaultException e =
        assertThrows(FaultException.class, () -> IsoImage.open(IsoFixture.open(image)));
    assertThat(e.getMessage()).contains("UDF is not read");
    assertThrows(FaultException.class, () -> IsoImage.open(IsoFixture.open(new byte[10])));
  }
}
