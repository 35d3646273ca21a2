package org.cmimage.core.format.rpm;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.cmimage.core.format.rpm.RpmTree.PLACE;
import static org.cmimage.core.format.rpm.RpmTree.sample;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.format.rpmdb.DatabaseFile;
import org.cmimage.core.tree.TreePath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What no accident does to a database: circles, numbers beyond all measure, packages hidden. */
class HostileDatabasesTest {
  private static final int PAGE = 4096;

  /** Where table Packages begins: the first table that rpm makes. */
  private static final int ROOT = 2;

  private static final String SQLITE = "rpmdb.sqlite";
  private static final String NDB = "Packages.db";
  private static final String BERKELEY = "Packages";

  @Test
  void sqliteTreesDoNotGoRoundInCircles() throws IOException {
    byte[] circle = new byte[PAGE];
    ByteBuffer page = ByteBuffer.wrap(circle);
    // An interior page without cells, whose last child is itself.
    refused(
        SQLITE,
        file -> {
          page.put(0, (byte) 5).putShort(5, (short) PAGE).putInt(8, ROOT);
          file.put((ROOT - 1) * PAGE, circle);
        },
        "page 2: expected one reference to it, found another");
  }

  @Test
  void sqliteTreesHaveFewLevels() throws IOException {
    refused(
        SQLITE,
        file -> {
          byte[] interior = new byte[PAGE];
          int pages = file.capacity() / PAGE;
          int next = ROOT;
          for (int level = 0; level < 25; level++) {
            int here = next;
            next = 1 + (here + 1) % (pages - 1) + 1;
            ByteBuffer.wrap(interior).put(0, (byte) 5).putShort(5, (short) PAGE).putInt(8, next);
            file.put((here - 1) * PAGE, interior);
          }
        },
        "expected a tree of at most 20 levels, found more");
  }

  @Test
  void aCellLessIsNoticed() throws IOException {
    refused(
        SQLITE,
        file -> {
          int page = firstLeaf(file);
          file.putShort(page + 3, (short) (file.getShort(page + 3) - 1));
        },
        "bytes in cells and free blocks, found");
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, Integer.MAX_VALUE})
  void aLogCannotMakeTheDatabaseEndless(int pages) throws IOException {
    ByteBuffer log = ByteBuffer.allocate(32 + 24 + PAGE);
    log.putInt(0x377f0683).putInt(3007000).putInt(PAGE).rewind();
    int[] sum = {0, 0};
    sum(log, 24, sum);
    log.putInt(sum[0]).putInt(sum[1]).putInt(32, 9).putInt(36, pages);
    sum(log, 8, sum);
    log.position(56);
    sum(log, PAGE, sum);
    log.putInt(48, sum[0]).putInt(52, sum[1]);
    try (RpmTree tree =
        new RpmTree()
            .with(PLACE + SQLITE, sample(SQLITE))
            .with(PLACE + SQLITE + "-wal", log.array())) {
      assertThatThrownBy(tree::packages)
          .isInstanceOf(FaultException.class)
          .hasMessageContaining("log: expected at most 524288 pages");
    }
  }

  /** The running checksum of sqlite.org/fileformat2.html, section 4.2, over what comes next. */
  private static void sum(ByteBuffer log, int length, int[] sum) {
    for (int i = 0; i < length; i += 8) {
      sum[0] += log.getInt() + sum[1];
      sum[1] += log.getInt() + sum[0];
    }
  }

  @Test
  void berkeleyChainsDoNotGoRoundInCircles() throws IOException {
    refused(
        BERKELEY,
        file -> {
          int overflow = find(file, at -> file.get(at + 25) == 7 && file.getInt(at + 16) != 0);
          file.putInt(overflow + 16, overflow / PAGE);
        },
        "expected one reference to it, found another");
    refused(
        BERKELEY,
        file -> {
          int bucket = find(file, at -> file.get(at + 25) == 13);
          file.putInt(bucket + 16, bucket / PAGE);
        },
        "expected one reference to it, found another");
  }

  @Test
  void aBucketLessIsNoticed() throws IOException {
    refused(BERKELEY, file -> file.putInt(72, 0), "expected a bucket that has it, found none");
  }

  @Test
  void slotsBeyondTheFileOrUncountedAreRefused() throws IOException {
    refused(NDB, file -> file.putInt(12, -1), "found 4294967295 pages of them");
    refused(NDB, file -> file.putInt(12, 2), "slot page 1: expected a slot at");
    byte[] database = sample(NDB);
    byte[] longer = new byte[database.length + PAGE];
    System.arraycopy(database, 0, longer, 0, PAGE);
    System.arraycopy(database, 32, longer, PAGE, 16);
    refused(NDB, longer, "expected all slot pages counted, found another at 4096");
  }

  @Test
  void bytesOfOneSlotAreNotAnothersToo() throws IOException {
    refused(
        NDB,
        file -> {
          file.putInt(32 + 8, file.getInt(48 + 8));
          file.putInt(32 + 12, file.getInt(48 + 12));
        },
        "expected it behind");
    refused(NDB, file -> file.putInt(32 + 4, file.getInt(48 + 4)), "expected one slot");
  }

  @Test
  void countsOfAHeaderAreComparedWithItsLength() {
    for (int tags : new int[] {-1, 0, 2, 4000, 0x10000, Integer.MAX_VALUE}) {
      int rest = 32 - 8 - tags * 16;
      ByteBuffer header = ByteBuffer.allocate(32).putInt(0, tags).putInt(4, rest);
      assertThatThrownBy(() -> read(header))
          .as("%d tags", tags)
          .isInstanceOf(FaultException.class)
          .hasMessageContaining("package 1: expected 1 to 1 tags");
    }
    ByteBuffer header = ByteBuffer.allocate(32).putInt(0, 1).putInt(4, 9);
    assertThatThrownBy(() -> read(header))
        .hasMessageContaining("expected 8 bytes of data, found 9");
  }

  @Test
  void namesAreMadePrintable() throws IOException {
    assertThat(read(header("evil\u001b[2J\nname")).name()).isEqualTo("evil?[2J?name");
    assertThatThrownBy(() -> read(header("n".repeat(1025))))
        .hasMessageContaining("tag 1000 of at most 1024 bytes");
  }

  /** A header of a package of this name, without region. */
  private static ByteBuffer header(String name) {
    byte[] text = name.getBytes(ISO_8859_1);
    int[] tags = {1000, 1001, 1002};
    ByteBuffer header = ByteBuffer.allocate(8 + tags.length * 16 + text.length + 1);
    header.putInt(tags.length).putInt(text.length + 1);
    for (int tag : tags) {
      header.putInt(tag).putInt(6).putInt(tag == 1000 ? 0 : text.length).putInt(1);
    }
    return header.put(text).rewind();
  }

  private static RpmPackage read(ByteBuffer header) throws IOException {
    try (RpmTree tree = new RpmTree().with(PLACE + NDB, new byte[1])) {
      TreePath path = TreePath.of(PLACE + NDB);
      try (DatabaseFile file =
          DatabaseFile.of(path, tree.rootfs.openPositioned(path).orElseThrow())) {
        return RpmHeader.read(file, 1, header);
      }
    }
  }

  private static int firstLeaf(ByteBuffer file) {
    return find(file, at -> at >= PAGE && file.get(at) == 13 && file.getShort(at + 3) > 1);
  }

  private static int find(ByteBuffer file, IntPredicate page) {
    return IntStream.iterate(0, at -> at < file.capacity(), at -> at + PAGE)
        .filter(page)
        .findFirst()
        .orElseThrow();
  }

  private static void refused(String name, Consumer<ByteBuffer> change, String message)
      throws IOException {
    byte[] database = sample(name);
    change.accept(
        ByteBuffer.wrap(database)
            .order(name.equals(SQLITE) ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN));
    refused(name, database, message);
  }

  private static void refused(String name, byte[] database, String message) throws IOException {
    try (RpmTree tree = new RpmTree().with(PLACE + name, database)) {
      assertThatThrownBy(tree::packages)
          .isInstanceOf(FaultException.class)
          .hasMessageContaining(message);
    }
  }
}
