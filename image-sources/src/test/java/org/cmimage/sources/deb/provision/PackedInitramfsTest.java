package org.cmimage.sources.deb.provision;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.syscall.InMemoryHostCalls;
import org.cmimage.core.tree.TreePath;
import org.junit.jupiter.api.Test;

class PackedInitramfsTest {
  private static final Path DIRECTORY = Path.of("/tree");
  private static final TreePath FILE = TreePath.of("boot/initrd.img");
  private static final byte[] MARK = "0123456789abcdef".getBytes(UTF_8);

  @Test
  void packsWhatIsBetweenTheMarksAndNothingElse() throws Exception {
    byte[] archive = new byte[3 << 20];
    new Random(1).nextBytes(archive);
    Arrays.fill(archive, 1 << 20, 2 << 20, (byte) 7);
    try (Rootfs tree = Rootfs.open(new InMemoryHostCalls().withDirectory(DIRECTORY), DIRECTORY)) {
      PackedInitramfs packed = new PackedInitramfs();
      byte[] mark = packed.mark().getBytes(UTF_8);
      tree.write(
          FILE,
          join("microcode".getBytes(UTF_8), mark, archive, mark, "end".getBytes(UTF_8)),
          0600);

      packed.pack(tree, FILE);

      byte[] result = tree.read(FILE, 1 << 26).orElseThrow();
      assertThat(new String(result, 0, 9, UTF_8)).isEqualTo("microcode");
      assertThat(new String(result, result.length - 3, 3, UTF_8)).isEqualTo("end");
      byte[] frame = Arrays.copyOfRange(result, 9, result.length - 3);
      assertThat(frame.length).isLessThan(archive.length - (1 << 19));
      assertThat(Zstd.decompress(frame, archive.length)).isEqualTo(archive);
      assertThat(tree.status(FILE).orElseThrow().mode()).isEqualTo(0644);
    }
  }

  @Property
  void findsMarksWhereverReadsEnd(
      @ForAll @IntRange(max = 600_000) int first,
      @ForAll @IntRange(max = 600_000) int second,
      @ForAll @IntRange(min = 1, max = 300_000) int piece)
      throws IOException {
    byte[] head = bytes(first);
    byte[] body = bytes(second);
    byte[] all = join(head, MARK, body, MARK);
    ByteArrayInputStream in =
        new ByteArrayInputStream(all) {
          @Override
          public synchronized int read(byte[] into, int offset, int length) {
            return super.read(into, offset, Math.min(length, piece));
          }
        };
    UntilMark parts = new UntilMark(in, MARK);

    assertThat(parts.readAllBytes()).isEqualTo(head);
    assertThat(parts.next()).isTrue();
    assertThat(parts.readAllBytes()).isEqualTo(body);
    assertThat(parts.next()).isTrue();
    assertThat(parts.readAllBytes()).isEmpty();
    assertThat(parts.next()).isFalse();
  }

  /** Returns bytes full of incomplete marks. */
  private static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = MARK[i % (MARK.length - 1)];
    }
    return bytes;
  }

  private static byte[] join(byte[]... parts) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.write(part);
    }
    return out.toByteArray();
  }
}
