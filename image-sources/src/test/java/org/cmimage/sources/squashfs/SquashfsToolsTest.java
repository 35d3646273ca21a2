package org.cmimage.sources.squashfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads images of mksquashfs, with the same result as unsquashfs. */
class SquashfsToolsTest {
  @TempDir static Path shared;
  @TempDir Path directory;
  static Path zoo = Path.of("/");

  @BeforeAll
  static void makeZoo() throws Exception {
    SquashfsTools.assumeInstalled();
    zoo = SquashfsTools.makeZoo(shared.resolve("zoo"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-comp gzip",
        "-comp gzip -b 4K -Xcompression-level 1 -Xwindow-size 9",
        "-comp gzip -noI -noD -noF -noX",
        "-comp gzip -noD",
        "-comp gzip -no-fragments -no-exports -no-duplicates",
        "-comp gzip -always-use-fragments -no-sparse",
        "-comp lzo",
        "-comp lzo -b 1M -Xalgorithm lzo1x_1",
        "-comp lzo -b 4K",
        "-comp lz4",
        "-comp lz4 -Xhc -b 1M",
        "-comp xz",
        "-comp xz -Xbcj x86,arm -b 256K",
        "-comp xz -b 1M -Xdict-size 8K",
        "-comp zstd",
        "-comp zstd -b 4K -Xcompression-level 3",
        "-comp zstd -b 1M -noF -tailends",
      })
  void agreesWithUnsquashfs(String options) throws Exception {
    Path image = SquashfsTools.make(zoo, directory.resolve("image.squashfs"), options.split(" "));
    Map<String, String> expected = SquashfsTools.unsquashed(image, directory.resolve("unsquashed"));
    assertThat(expected).hasSizeGreaterThan(300);
    // GNU tar does not record that these are one
    for (String name : new String[] {"/fifo", "/fifo2"}) {
      expected.put(name, expected.get(name) + " names [/fifo, /fifo2]");
    }
    for (SquashfsImage.Use use : SquashfsImage.Use.values()) {
      Map<String, String> found = new TreeMap<>(SquashfsTools.read(image, use));
      assertThat(found.remove("/socket")).isEqualTo("0755 0:0 1700000000 SOCKET 0:0");
      assertThat(EntryDump.differences(found, expected)).isEmpty();
    }
  }

  @Test
  void readsLongDirectories() throws Exception {
    Path tree = directory.resolve("tree");
    SquashfsTools.sh(
        directory,
        "mkdir -p tree/long tree/wide; cd tree/long; seq -f 'a-name-that-is-long-%06g' 10000 |"
            + " xargs touch; cd ../wide; seq -f 'directory-%04g' 1500 | xargs mkdir");
    Path image = SquashfsTools.make(tree, directory.resolve("image.squashfs"), "-comp", "zstd");
    Map<String, String> found = SquashfsTools.read(image, SquashfsImage.Use.ALL_CONTENT);
    assertThat(found).hasSize(11_503);
    assertThat(
            EntryDump.differences(
                found, SquashfsTools.unsquashed(image, directory.resolve("unsquashed"))))
        .isEmpty();
  }
}
