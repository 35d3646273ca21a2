package org.cmimage.sources.squashfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.tree.EntrySink;
import org.cmimage.core.tree.ExpandedContent;
import org.cmimage.core.tree.TreeEntry;
import org.cmimage.core.tree.TreeEntry.Kind;

/**
 * Images with random damage are read to their end or refused with the reader's own exception,
 * whether their tables are compressed, so that damage is detected, or plain, so that it is not.
 */
class HostileImageProperties {
  private static final List<String> OPTIONS =
      List.of(
          "-comp gzip -b 4K -noI -noD -noF -noX",
          "-comp gzip -b 4K",
          "-comp lz4 -b 4K -noI -noX",
          "-comp lzo -b 4K",
          "-comp xz -b 4K",
          "-comp zstd -b 4K -noI");

  private static Path directory = Path.of("/");
  private static byte[][] images = {};

  /** A reading that takes longer than any correct one is stopped, and fails. */
  private static final long MOST_BYTES = 256 << 20;

  @BeforeContainer
  static void makeImages() throws Exception {
    SquashfsTools.assumeInstalled();
    directory = Files.createTempDirectory("squashfs-hostile");
    Path tree = Files.createDirectory(directory.resolve("tree"));
    SquashfsTools.sh(
        tree,
        """
        mkdir -p a/b/c d; echo small > a/small; ln a/small d/link; ln -s ../a d/symlink
        seq 1 3000 > numbers; mknod char c 5 300; mkfifo fifo; truncate -s 20000 hole
        for i in $(seq 1 20); do echo $i > a/b/f$i; done
        setfattr -n user.x -v 0x$(printf 'ab%.0s' $(seq 300)) numbers
        setfattr -n user.x -v 0x$(printf 'ab%.0s' $(seq 300)) a
        """);
    images = new byte[OPTIONS.size()][];
    for (int i = 0; i < images.length; i++) {
      Path image =
          SquashfsTools.make(
              tree, directory.resolve(i + ".squashfs"), (OPTIONS.get(i) + " -nopad").split(" "));
      images[i] = Files.readAllBytes(image);
    }
  }

  @AfterContainer
  static void removeImages() throws IOException {
    if (directory.getNameCount() > 0) {
      try (Stream<Path> paths = Files.walk(directory)) {
        for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }

  /** Random bytes at random positions; half of them near tables, at the end of the image. */
  @Property(tries = 1000)
  void damageIsReadOrRefused(
      @ForAll @IntRange(max = 5) int which,
      @ForAll @Size(min = 1, max = 6) List<Integer> places,
      @ForAll long seed,
      @ForAll boolean ahead)
      throws IOException {
    byte[] image = images[which].clone();
    Random random = new Random(seed);
    for (int place : places) {
      int at = Math.floorMod(place, image.length);
      if (random.nextBoolean()) {
        at = image.length - 1 - at % Math.min(image.length, 3000);
      }
      image[at] = random.nextBoolean() ? (byte) (image[at] ^ 1 << random.nextInt(8)) : edge(random);
    }
    read(image, ahead);
  }

  /** The superblock is used first. */
  @Property(tries = 500)
  void damageOfTheSuperblockIsReadOrRefused(
      @ForAll @IntRange(max = 5) int which,
      @ForAll @IntRange(min = 4, max = 88) int at,
      @ForAll long seed)
      throws IOException {
    byte[] image = images[which].clone();
    Random random = new Random(seed);
    long value =
        switch (random.nextInt(4)) {
          case 0 -> random.nextInt(image.length);
          case 1 -> -1L >>> random.nextInt(64);
          case 2 -> 1L << random.nextInt(64);
          default -> random.nextLong();
        };
    int length = Math.min(1 << random.nextInt(4), 96 - at);
    for (int i = 0; i < length; i++) {
      image[at + i] = (byte) (value >>> 8 * i);
    }
    read(image, random.nextBoolean());
  }

  @Property(tries = 100)
  void whatIsCutOffIsRefused(@ForAll @IntRange(max = 5) int which, @ForAll long seed)
      throws IOException {
    byte[] image = images[which];
    int length = new Random(seed).nextInt(image.length);
    assertThat(read(Arrays.copyOf(image, length), false)).isFalse();
  }

  private static byte edge(Random random) {
    byte[] edges = {0, 1, 2, -1, -2, 127, -128, 7, 8};
    return edges[random.nextInt(edges.length)];
  }

  /** Returns whether the image was read to its end. */
  private static boolean read(byte[] image, boolean ahead) throws IOException {
    try {
      SquashfsImage.open(new ImageInMemory("hostile", image))
          .readEntries(
              ahead ? SquashfsImage.Use.ALL_CONTENT : SquashfsImage.Use.SOME_CONTENT, new Drain());
      return true;
    } catch (FaultException refused) {
      assertThat(refused.getMessage()).startsWith("cannot read squashfs image hostile: ");
      return false;
    }
  }

  /** Reads all content, up to a bound. */
  private static final class Drain implements EntrySink {
    private final byte[] buffer = new byte[1 << 16];
    private long read;

    @Override
    public void accept(TreeEntry entry, InputStream content) throws IOException {
      for (byte[] name : entry.path().components()) {
        assertThat(new String(name, StandardCharsets.ISO_8859_1)).isNotIn("", ".", "..");
      }
      if (!(entry.kind() instanceof Kind.Regular file) || file.size() > MOST_BYTES) {
        return;
      }
      InputStream whole = ExpandedContent.of(file, content);
      long size = 0;
      for (int n = whole.read(buffer); n >= 0; n = whole.read(buffer)) {
        size += n;
      }
      assertThat(size).isEqualTo(file.size());
      read += size;
      assertThat(read).isLessThan(4 * MOST_BYTES);
    }
  }
}
