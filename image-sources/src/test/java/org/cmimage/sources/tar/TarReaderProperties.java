package org.cmimage.sources.tar;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.cmimage.core.fault.FaultException;
import org.cmimage.sources.tar.TarFixture.Header;

class TarReaderProperties {
  private static final byte[] MIXED = mixed();
  private static final List<String> MIXED_DUMP = dump(MIXED);

  /** A file or link to be written by Commons Compress. */
  private record Written(
      String name, String target, byte[] content, int mode, int uid, long gid, long mtime) {
    TarArchiveEntry entry() {
      TarArchiveEntry entry =
          target.isEmpty()
              ? new TarArchiveEntry(name)
              : new TarArchiveEntry(name, TarConstants.LF_SYMLINK);
      entry.setLinkName(target);
      entry.setSize(target.isEmpty() ? content.length : 0);
      entry.setMode(mode);
      entry.setIds(uid, 0);
      entry.setGroupId(gid);
      entry.setModTime(mtime * 1000);
      return entry;
    }

    String line() {
      String kind =
          target.isEmpty()
              ? "file " + content.length + " " + TarDump.hash(content)
              : "link " + target;
      return String.format("/%s %04o %d:%d %d.000000000 %s", name, mode, uid, gid, mtime, kind);
    }
  }

  @Provide
  Arbitrary<Written> written() {
    Arbitrary<String> names = Arbitraries.strings().alpha().ofMinLength(1).ofMaxLength(300);
    Arbitrary<byte[]> contents = Arbitraries.bytes().array(byte[].class).ofMaxSize(1500);
    return Combinators.combine(
            names,
            Arbitraries.oneOf(Arbitraries.just(""), names),
            contents,
            Arbitraries.integers().between(0, 07777),
            Arbitraries.integers().between(0, Integer.MAX_VALUE),
            Arbitraries.longs().between(0, TarHeader.MAX_ID),
            Arbitraries.longs().between(0, 1L << 36))
        .as(Written::new);
  }

  @Property(tries = 300)
  void readsWhatCommonsCompressWrites(
      @ForAll @Size(max = 8) List<@From("written") Written> files, @ForAll boolean pax)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream out = new TarArchiveOutputStream(bytes, "UTF-8")) {
      out.setLongFileMode(
          pax ? TarArchiveOutputStream.LONGFILE_POSIX : TarArchiveOutputStream.LONGFILE_GNU);
      out.setBigNumberMode(
          pax ? TarArchiveOutputStream.BIGNUMBER_POSIX : TarArchiveOutputStream.BIGNUMBER_STAR);
      for (Written file : files) {
        out.putArchiveEntry(file.entry());
        if (file.target().isEmpty()) {
          out.write(file.content());
        }
        out.closeArchiveEntry();
      }
    }
    assertThat(TarDump.of(bytes.toByteArray()))
        .isEqualTo(files.stream().map(Written::line).toList());
  }

  /**
   * tar has no checksum except those of the headers: a flip in an extended header or in content may
   * yield other entries.
   */
  @Property(tries = 3000)
  void aFlipIsNoticedOrHarmless(
      @ForAll @IntRange(min = 0, max = 1 << 20) int position,
      @ForAll @IntRange(min = 1, max = 255) int flip) {
    byte[] changed = MIXED.clone();
    int at = position % changed.length;
    changed[at] ^= (byte) flip;
    List<String> result = dump(changed);
    if (isHeader(at) && !result.isEmpty()) {
      assertThat(result).isEqualTo(MIXED_DUMP);
    }
  }

  @Example
  void aCutAnywhereIsNoticed() {
    int end = MIXED.length - 1024;
    for (int at = 0; at < MIXED.length; at++) {
      // Of the two blocks of zeros at the end one is enough, as for GNU tar.
      assertThat(dump(Arrays.copyOf(MIXED, at)))
          .as("cut at " + at)
          .isEqualTo(at < end + 512 ? List.of() : MIXED_DUMP);
    }
  }

  @Property(tries = 1000)
  void manyFlipsEndInAResultOrAFault(
      @ForAll @Size(min = 1, max = 40) List<@IntRange(min = 0, max = 1 << 20) Integer> positions,
      @ForAll byte value) {
    byte[] changed = MIXED.clone();
    positions.forEach(position -> changed[position % changed.length] = value);
    for (int block = 0; block < changed.length; block += 512) {
      // so that damage that the checksum would detect is reached, too
      if (isHeader(block)) {
        seal(changed, block);
      }
    }
    assertThat(dump(changed)).doesNotContainNull();
  }

  private static void seal(byte[] archive, int block) {
    Arrays.fill(archive, block + 148, block + 156, (byte) ' ');
    int sum = 0;
    for (int i = 0; i < 512; i++) {
      sum += archive[block + i] & 0xff;
    }
    byte[] octal = String.format("%06o\0 ", sum).getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(octal, 0, archive, block + 148, 8);
  }

  @Property(tries = 2000)
  void randomBytesAreNoArchive(@ForAll @Size(min = 512, max = 2048) byte[] noise) {
    byte[] sealed = noise.clone();
    seal(sealed, 0);
    assertThat(dump(sealed)).isEmpty();
  }

  private static boolean isHeader(int at) {
    int block = at / 512;
    byte[] head = Arrays.copyOfRange(MIXED, block * 512, block * 512 + 512);
    return new String(head, 257, 5, StandardCharsets.US_ASCII).equals("ustar");
  }

  private static byte[] mixed() {
    return new TarFixture()
        .header(new Header("./", '5'))
        .pax(
            'x',
            "path",
            "long name",
            "mtime",
            "12.5",
            "SCHILY.xattr.user.a",
            "v",
            "SCHILY.acl.access",
            "user::rwx")
        .file("a", new byte[700])
        .extension('L', "gnu/long\0".getBytes(StandardCharsets.US_ASCII))
        .header(new Header("b", '1').text(157, "a"))
        .pax('g', "uid", "4")
        .header(new Header("c", '2').text(157, "target"))
        .header(
            new Header("old", 'S')
                .text(257, "ustar  \0")
                .size(5)
                .text(386, "00000000100\0" + "00000000005\0")
                .text(483, "00000001000\0"))
        .content(new byte[] {1, 2, 3, 4, 5})
        .pax('x', "GNU.sparse.size", "700", "GNU.sparse.map", "2,1,9,2")
        .file("new", new byte[] {1, 2, 3})
        .pax(
            'x',
            "GNU.sparse.major",
            "1",
            "GNU.sparse.minor",
            "0",
            "GNU.sparse.name",
            "newest",
            "GNU.sparse.realsize",
            "7000")
        .file("tmp", Arrays.copyOf("1\n5\n2\n".getBytes(StandardCharsets.US_ASCII), 514))
        .header(new Header("d", '3').raw(329, 0x80, 0, 0, 0, 0, 0, 0, 5))
        .end();
  }

  /** Returns what is read, empty for an error; anything but a FaultException fails the test. */
  private static List<String> dump(byte[] archive) {
    try {
      return new ArrayList<>(TarDump.of(archive));
    } catch (FaultException e) {
      return List.of();
    } catch (IOException e) {
      throw new AssertionError("not a fault", e);
    }
  }
}
