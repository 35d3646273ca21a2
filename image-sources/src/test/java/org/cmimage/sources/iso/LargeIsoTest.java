package org.cmimage.sources.iso;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.cmimage.core.tree.TreePath;
import org.cmimage.sources.bytes.FileBytes;
import org.cmimage.sources.bytes.RandomAccessBytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file after 10 GiB is found at once. */
class LargeIsoTest {
  private static final long FAR = 5_278_054;

  @TempDir Path directory;

  @Test
  void fileBehindElevenGigabytesIsReadWithoutReadingThem() throws Exception {
    Path tree = Files.createDirectories(directory.resolve("tree/data"));
    byte[] content = "the base".getBytes(StandardCharsets.US_ASCII);
    Files.write(tree.resolve("BASE.TGZ"), content);
    Path iso = directory.resolve("large.iso");
    ForeignTools.makeIso(directory.resolve("tree"), iso);
    moveOut(iso, content);
    try (FileBytes file = FileBytes.open(iso)) {
      CountedBytes bytes = new CountedBytes(file);
      assertThat(bytes.size()).isGreaterThan(12L << 30);
      IsoImage image = IsoImage.open(bytes);
      assertThat(image.missing()).isZero();
      assertThat(new IsoFiles(image).read(TreePath.of("data/BASE.TGZ"), 100)).hasValue(content);
      assertThat(IsoDump.of(bytes)).hasSize(3).last().asString().contains("file 8 ");
      assertThat(bytes.read.get()).isLessThan(1 << 20);
    }
  }

  private record CountedBytes(RandomAccessBytes bytes, AtomicLong read)
      implements RandomAccessBytes {
    CountedBytes(RandomAccessBytes bytes) {
      this(bytes, new AtomicLong());
    }

    @Override
    public String name() {
      return bytes.name();
    }

    @Override
    public long size() {
      return bytes.size();
    }

    @Override
    public Closeable hold() throws IOException {
      return bytes.hold();
    }

    @Override
    public int read(long position, ByteBuffer buffer) throws IOException {
      int count = bytes.read(position, buffer);
      read.addAndGet(Math.max(count, 0));
      return count;
    }
  }

  /** Moves the content of the only file, as if 11 GB preceded it. */
  private static void moveOut(Path iso, byte[] content) throws Exception {
    byte[] bytes = Files.readAllBytes(iso);
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    try (RandomAccessFile file = new RandomAccessFile(iso.toFile(), "rw")) {
      int found = 0;
      for (int at = text.indexOf("BASE.TGZ;1"); at >= 0; at = text.indexOf("BASE.TGZ;1", at + 1)) {
        byte[] block = new byte[8];
        IsoFixture.both(block, 0, (int) FAR);
        file.seek(at - 33 + 2);
        file.write(block);
        found++;
      }
      assertThat(found).isPositive();
      byte[] blocks = new byte[8];
      IsoFixture.both(blocks, 0, 6 << 20);
      file.seek(16 * 2048 + 80);
      file.write(blocks);
      file.seek(FAR * 2048);
      file.write(content);
      file.setLength((12L << 30) + 2048);
    }
  }
}
