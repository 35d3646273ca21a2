package org.cmimage.core.manifest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.cmimage.core.tree.Sample.file;
import static org.cmimage.core.tree.Sample.folder;
import static org.cmimage.core.tree.Sample.hardLink;
import static org.cmimage.core.tree.Sample.mode;
import static org.cmimage.core.tree.Sample.plain;
import static org.cmimage.core.tree.Sample.symlink;

import com.google.common.hash.Hashing;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cmimage.core.manifest.TreeManifest.Depth;
import org.cmimage.core.rootfs.ContentDigest.Form;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.rootfs.RootfsTrial;
import org.cmimage.core.syscall.HostCalls.Handle;
import org.cmimage.core.tree.NodeType;
import org.cmimage.core.tree.Sample;
import org.cmimage.core.tree.TreeEntry;
import org.cmimage.core.tree.TreeEntry.Attributes;
import org.cmimage.core.tree.TreeEntry.Extent;
import org.cmimage.core.tree.TreeEntry.Kind;
import org.cmimage.core.tree.TreePath;
import org.cmimage.core.write.RootfsWriter;
import org.cmimage.core.write.WriteLimits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What manifests say of every kind of tree. Runs as root. */
public interface TreeManifestContract extends RootfsTrial {
  /** One node of each kind. */
  List<Sample> NODES =
      List.of(
          folder(".", 0755),
          folder("d", 01777),
          file("d/a b\n#=\\é", "content")
              .with(
                  new Attributes(
                      04755,
                      1,
                      2,
                      -5,
                      7,
                      Map.of("user.x", new byte[] {0, -1}, "user.a", new byte[0]))),
          hardLink("d/second", "d/a b\n#=\\é"),
          file("plain", "content").with(new Attributes(0644, 0, 0, 9, 0, Map.of())),
          symlink("link", "a b=c\u00ff"),
          plain("null", new Kind.Special(NodeType.CHARACTER_DEVICE, 1, 3), mode(0666)),
          plain("disk", new Kind.Special(NodeType.BLOCK_DEVICE, 259, 70_000), mode(0660)),
          plain("fifo", new Kind.Special(NodeType.FIFO, 0, 0), mode(0600)),
          plain("socket", new Kind.Special(NodeType.SOCKET, 0, 0), mode(0700)));

  /** A tree with these. */
  default Rootfs filled() throws IOException, InterruptedException {
    Rootfs tree = tree();
    try (RootfsWriter writer = new RootfsWriter(tree)) {
      writer.intake(
          WriteLimits.DEFAULT,
          sink -> {
            for (Sample node : NODES) {
              node.to(sink);
            }
          });
      writer.finish();
    }
    return tree;
  }

  private static String text(TreeManifest manifest) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    manifest.writeTo(out);
    return out.toString(UTF_8);
  }

  @Test
  default void everyNodeIsToldInFull() throws Exception {
    String digest = "ed7002b439e9ac845f22357d822bac1444730fbdb6016d3ec9432297b9ec9f73";
    String time = " time=1600000000.000000005";
    String odd =
        " type=file mode=04755 uid=1 gid=2 size=7 nlink=2 time=-5.000000007"
            + " tags=xattr:user.a:,xattr:user.x:AP8 sha256digest="
            + digest;
    try (Rootfs tree = filled()) {
      assertThat(text(TreeManifest.of(tree)).lines())
          .containsExactly(
              "#mtree",
              ". type=dir mode=0755 uid=0 gid=0" + time,
              "./d type=dir mode=01777 uid=0 gid=0" + time,
              "./d/a\\040b\\012\\043\\075\\134\\303\\251" + odd,
              "./d/second" + odd,
              "./disk type=block mode=0660 uid=0 gid=0 device=native,259,70000" + time,
              "./fifo type=fifo mode=0600 uid=0 gid=0" + time,
              "./link type=link mode=0777 uid=0 gid=0 link=a\\040b\\075c\\303\\277" + time,
              "./null type=char mode=0666 uid=0 gid=0 device=native,1,3" + time,
              "./plain type=file mode=0644 uid=0 gid=0 size=7 time=9.000000000 sha256digest="
                  + digest,
              "./socket type=socket mode=0700 uid=0 gid=0" + time);
    }
  }

  @Test
  default void whatWasReadFromTheDiskIsWhatWasWritten() throws Exception {
    String written;
    try (Rootfs tree = filled()) {
      written = text(TreeManifest.of(tree));
    }
    try (Rootfs again = Rootfs.open(calls(), directory().resolve("tree"))) {
      assertThat(text(TreeManifest.of(again))).isEqualTo(written);
    }
  }

  @Test
  default void aSavedManifestFindsNothingInAnUnchangedTree(@TempDir Path state) throws Exception {
    Path file = state.resolve("manifests/one.mtree");
    try (Rootfs tree = filled()) {
      TreeManifest.of(tree).save(file);
      TreeManifest manifest = TreeManifest.load(file);
      assertThat(manifest.size()).isEqualTo(NODES.size());
      for (Depth depth : Depth.values()) {
        TreeDifferences none = manifest.differences(tree, depth, 10);
        assertThat(none.isEmpty()).isTrue();
        assertThat(none.compared()).isEqualTo(NODES.size());
      }
    }
    assertThat(Files.list(file.getParent())).containsExactly(file);
  }

  /** What is digested of a file with large holes does not depend on where its holes are. */
  @Test
  default void theDigestOfWhatIsNotZeroIsThatOfTheContent() throws Exception {
    List<String> digests = new ArrayList<>();
    byte[] dense = new byte[400_000];
    dense[5] = 1;
    dense[65_535] = 2;
    dense[200_000] = 3;
    Kind.Regular hollow =
        new Kind.Regular(
            400_000, List.of(new Extent(4, 3), new Extent(65_535, 1), new Extent(199_999, 70_000)));
    byte[] data = new byte[70_004];
    data[1] = 1;
    data[3] = 2;
    data[5] = 3;
    byte[] changed = dense.clone();
    changed[399_999] = 1;
    try (Rootfs tree = tree();
        RootfsWriter writer = new RootfsWriter(tree)) {
      new Sample(entry("dense", new Kind.Regular(dense.length)), dense).to(writer);
      new Sample(entry("hollow", hollow), data).to(writer);
      new Sample(entry("changed", new Kind.Regular(dense.length)), changed).to(writer);
      new Sample(entry("shorter", new Kind.Regular(399_999)), Arrays.copyOf(dense, 399_999))
          .to(writer);
      writer.finish();
      tree.walk(
          (parent, path, status) -> {
            byte[] digest =
                tree.digest(parent, path.name(), status, Optional.of(Form.NOT_ZERO)).sha256();
            synchronized (digests) {
              digests.add(path + " " + HexFormat.of().formatHex(digest));
            }
          });
    }
    ByteBuffer expected = ByteBuffer.allocate(2 * (8 + 65_536) + 8 + 65_536 + 8);
    for (int block : new int[] {0, 3}) {
      expected.putLong(block * 65_536L).put(dense, block * 65_536, 65_536);
    }
    expected.putLong(400_000);
    String right = Hashing.sha256().hashBytes(expected.array(), 0, expected.position()).toString();
    assertThat(digests).hasSize(4).contains("/dense " + right, "/hollow " + right);
    assertThat(digests.stream().map(line -> line.replaceFirst(".* ", "")).distinct()).hasSize(3);
  }

  private static TreeEntry entry(String path, Kind kind) {
    return new TreeEntry(TreePath.of(path), kind, mode(0644));
  }

  @Test
  default void everyChangeIsFoundAndTheReportIsBounded() throws Exception {
    try (Rootfs tree = filled()) {
      TreeManifest manifest = TreeManifest.of(tree);
      tree.delete(TreePath.of("fifo"));
      tree.write(TreePath.of("new"), new byte[0], 0600);
      tree.link(TreePath.of("link"), "elsewhere".getBytes(UTF_8));
      try (Handle root = calls().openRoot(tree.directory())) {
        calls().setMode(root, "null".getBytes(UTF_8), 0600);
        // content alone, its time set back
        calls().unlink(root, "plain".getBytes(UTF_8));
        try (Handle file = calls().createFile(root, "plain".getBytes(UTF_8), 0644)) {
          calls().write(file, java.nio.ByteBuffer.wrap("CONTENT".getBytes(UTF_8)));
          calls().setMode(file, 0644);
          calls().setTimes(file, 9, 0);
        }
        calls().setTimes(root, "link".getBytes(UTF_8), 1_600_000_000L, 5);
      }
      TreeDifferences shallow = manifest.differences(tree, Depth.METADATA, 100);
      assertThat(shallow.first().stream().map(TreeDifference::toString))
          .contains(
              "/fifo: missing",
              "/link: target: expected a\\040b\\075c\\303\\277, found elsewhere",
              "/new: not in the manifest",
              "/null: mode: expected 0666, found 0600")
          .noneMatch(line -> line.startsWith("/plain"));
      try (Rootfs fresh = Rootfs.open(calls(), tree.directory())) {
        TreeDifferences deep = manifest.differences(fresh, Depth.CONTENT, 2);
        assertThat(deep.first())
            .as("at most two of a kind")
            .hasSize(4)
            .extracting(TreeDifference::path)
            .isSorted();
        assertThat(List.of(deep.missing(), deep.extra(), deep.changed()))
            .as("the root's time, the link, the device, the content")
            .containsExactly(1L, 1L, 4L);
      }
    }
  }
}
