package org.cmimage.sources.iso;

import static org.cmimage.sources.iso.IsoFixture.continuation;
import static org.cmimage.sources.iso.IsoFixture.directory;
import static org.cmimage.sources.iso.IsoFixture.file;
import static org.cmimage.sources.iso.IsoFixture.name;
import static org.cmimage.sources.iso.IsoFixture.posix;
import static org.cmimage.sources.iso.IsoFixture.use;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.tree.TreePath;

/**
 * Damaged images end in a fault or in a tree, in limited time, and are read inside their bounds.
 */
class MutatedIsoProperties {
  private static final byte[] IMAGE = image();

  private static byte[] image() {
    byte[] far =
        IsoFixture.join(name("a-name-far-away"), use("SL", 0, 8, 0, 0, 3, 'a', 'b', 'c', 4, 0));
    byte[] compressed = use("ZF", 'p', 'z', 4, 15, 0, 64, 0, 0, 0, 0, 64, 0);
    return new IsoFixture(40)
        .root(
            file("A", 30, 3000, posix(0100644), name("file")),
            file("B", 0, 0, posix(0120777), continuation(25, 0, far.length)),
            directory("C", 21, posix(040755), name("directory")),
            file("D", 33, 2000, posix(0100644), compressed),
            file("E", 0, 0, posix(0020644), use("PN", new int[16])),
            file("F", 0, 0, posix(0100644), IsoFixture.child(22)))
        .directory(21, file("A", 30, 100, posix(0100600)), directory("B", 23, posix(040700)))
        .directory(22, file("A;1", 31, 9, use("TF", 2, 100, 1, 1, 1, 1, 1, 0)))
        .directory(23)
        .put(25, far)
        .bytes();
  }

  private static void readAll(byte[] image) throws IOException {
    try {
      IsoImage iso = IsoImage.open(IsoFixture.open(image));
      iso.bootImages();
      iso.partitions();
      byte[] buffer = new byte[1 << 16];
      IsoTree.read(
          iso,
          (entry, content) -> {
            try {
              int count = content.readNBytes(buffer, 0, buffer.length);
              content.skip(count);
            } catch (FaultException e) {
              // concerns this file alone
            }
          });
      new IsoFiles(iso).find(TreePath.of("directory/B/abc"));
    } catch (FaultException e) {
      // the expected result of damage
    }
  }

  @Property(tries = 1000)
  void bytesChangedAtRandom(@ForAll long seed, @ForAll @IntRange(min = 1, max = 12) int changes) {
    Random random = new Random(seed);
    byte[] image = IMAGE.clone();
    int[] places = {16, 20, 20, 20, 21, 22, 23, 25, 33};
    for (int i = 0; i < changes; i++) {
      int block = places[random.nextInt(places.length)];
      int at = block * IsoFixture.BLOCK + random.nextInt(block == 16 ? 200 : 700);
      image[at] =
          (byte)
              switch (random.nextInt(4)) {
                case 0 -> 0;
                case 1 -> 255;
                case 2 -> image[at] + 1;
                default -> random.nextInt();
              };
    }
    assertTimeoutPreemptively(Duration.ofSeconds(20), () -> readAll(image));
  }

  @Property(tries = 500)
  void imagesCutAtRandom(@ForAll @IntRange(min = 0, max = 40 * 2048) int length) {
    byte[] image = Arrays.copyOf(IMAGE, length);
    assertTimeoutPreemptively(Duration.ofSeconds(20), () -> readAll(image));
  }
}
