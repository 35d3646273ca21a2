package org.cmimage.sources.iso.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.cmimage.sources.iso.ForeignTools;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A directory of this machine is the oracle: its image yields the same through paths. */
class IsoPathTest {
  @TempDir Path directory;
  private Path tree = Path.of("/");
  private Path image = Path.of("/");

  @BeforeEach
  void makeImage() throws Exception {
    tree = Files.createDirectories(directory.resolve("a !/tree"));
    Files.createDirectories(tree.resolve("dists/book worm"));
    Files.writeString(tree.resolve("dists/book worm/Rel%ease"), "Suite: x\n");
    byte[] noise = new byte[200_000];
    new Random(7).nextBytes(noise);
    Files.write(Files.createDirectories(tree.resolve("pool/ä")).resolve("b_1_all.deb"), noise);
    Files.createSymbolicLink(tree.resolve("debian"), Path.of("."));
    Files.createSymbolicLink(tree.resolve("out"), Path.of("../../../etc"));
    Files.createSymbolicLink(tree.resolve("dists/stable"), Path.of("book worm"));
    image = tree.resolveSibling("medium.iso");
    ForeignTools.makeIso(tree, image);
  }

  private static List<String> listing(Path root) throws IOException {
    List<String> lines = new ArrayList<>();
    try (Stream<Path> all = Files.walk(root)) {
      for (Path path : (Iterable<Path>) all.sorted()::iterator) {
        boolean link = Files.isSymbolicLink(path);
        boolean file = Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
        String kind = link ? "link" : file ? "file " + Files.size(path) : "directory";
        int content = file ? Arrays.hashCode(Files.readAllBytes(path)) : 0;
        lines.add(root.relativize(path) + " " + kind + " " + content);
      }
    }
    return lines;
  }

  @Test
  void aWalkSeesWhatItSeesInTheDirectory() throws IOException {
    assertThat(listing(IsoPath.rootOf(image))).isEqualTo(listing(tree)).hasSize(10);
  }

  @Test
  void addressesLeadToWhatTheyWereMadeOf() throws IOException {
    try (Stream<Path> all = Files.walk(IsoPath.rootOf(image))) {
      all.forEach(path -> assertThat((Path) IsoPath.of(path.toUri())).isEqualTo(path));
    }
    URI below = URI.create(IsoPath.rootOf(image).toUri() + "pool/").resolve("%C3%A4/b_1_all.deb");
    assertThat(Files.size(IsoPath.of(below))).isEqualTo(200_000);
    Path file = IsoPath.rootOf(image).resolve("dists/book worm/Rel%ease");
    assertThat(file.getFileSystem().getPath(file.toString())).isEqualTo(file);
  }

  @Test
  void linksAreFollowedInsideTheImage() throws IOException {
    Path root = IsoPath.rootOf(image);
    assertThat(root.resolve("debian/dists/stable/Rel%ease")).hasContent("Suite: x\n");
    assertThat(Files.exists(root.resolve("out/passwd"))).isFalse();
    assertThat(Files.exists(root.resolve("../../dists"))).isTrue();
    assertThatThrownBy(() -> Files.readString(root.resolve("nothing")))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessage(image + "!/nothing");
  }

  @Test
  void namesThatAreNoUtf8AreLeftOut() throws Exception {
    ForeignTools.run(
        List.of("sh", "-c", "cd \"$1\" && : >\"$(printf 'caf\\351')\"", "sh", "" + tree));
    Path other = tree.resolveSibling("other.iso");
    ForeignTools.makeIso(tree, other);
    assertThat(listing(IsoPath.rootOf(other))).isEqualTo(listing(IsoPath.rootOf(image)));
  }

  @Test
  void contentIsReadFromAnyPosition() throws IOException {
    byte[] all = Files.readAllBytes(tree.resolve("pool/ä/b_1_all.deb"));
    Path file = IsoPath.rootOf(image).resolve("pool/ä/b_1_all.deb");
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      ByteBuffer part = ByteBuffer.allocate(1000);
      channel.position(123_456).read(part);
      assertThat(part.array()[999]).isEqualTo(all[124_455]);
      assertThat(channel.position()).isEqualTo(124_456);
    }
  }

  @Test
  void nothingIsWritten() {
    Path root = IsoPath.rootOf(image);
    assertThatThrownBy(() -> Files.delete(root.resolve("dists")))
        .isInstanceOf(ReadOnlyFileSystemException.class);
    assertThatThrownBy(() -> Files.writeString(root.resolve("new"), "x"))
        .isInstanceOf(ReadOnlyFileSystemException.class);
  }

  @Test
  void anAddressNamesAnImage() {
    assertThatThrownBy(() -> IsoPath.of(URI.create("iso:/tmp/x.iso")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("IMAGE!/PATH");
    assertThatThrownBy(() -> IsoPath.of(URI.create("file:/tmp/x.iso!/a")))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
