package org.cmimage.core.staging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.syscall.HostCalls;
import org.cmimage.core.syscall.TreeDump;
import org.cmimage.core.tree.NodeType;
import org.cmimage.core.tree.Sample;
import org.cmimage.core.tree.TreeEntry.Attributes;
import org.cmimage.core.tree.TreeEntry.Kind;
import org.cmimage.core.tree.TreePath;
import org.cmimage.core.write.CollisionPolicy.Decision;
import org.cmimage.core.write.RootfsWriter;

/** Archives that try to get out of a tree, and the check that they do not. */
public record HostileEntries(List<Sample> entries, List<Decision> decisions) {
  private static final Attributes MARK =
      new Attributes(04777, 77, 78, 79, 80, Map.of("user.mark", new byte[] {1}));

  /**
   * Entries over few names, so that they meet, with links that point up, out, around and to the
   * host's own path of a victim.
   */
  public static Arbitrary<HostileEntries> anywhere(Path victim) {
    Arbitrary<String> name = Arbitraries.of("a", "b", "file", "victim", "tree");
    Arbitrary<String> path =
        name.list().ofMinSize(1).ofMaxSize(4).map(names -> String.join("/", names));
    Arbitrary<String> relative =
        Arbitraries.of("a", "b", "file", "..", ".", "victim", "tree", "", "../..")
            .list()
            .ofMinSize(1)
            .ofMaxSize(5)
            .map(names -> String.join("/", names))
            .filter(target -> !target.isEmpty());
    Arbitrary<String> target =
        Arbitraries.oneOf(
            relative,
            relative.map(below -> "/" + below),
            Arbitraries.of(
                victim.toString(), victim + "/file", "/proc/self/root" + victim, "/proc/self/cwd"));
    Arbitrary<Kind> kind =
        Arbitraries.oneOf(
            target.map(text -> new Kind.Symlink(text.getBytes(UTF_8))),
            target.map(text -> new Kind.Symlink(text.getBytes(UTF_8))),
            path.map(text -> new Kind.HardLink(TreePath.of(text))),
            Arbitraries.just(new Kind.Regular(3)),
            Arbitraries.just(new Kind.Directory()),
            Arbitraries.just(new Kind.Special(NodeType.FIFO, 0, 0)));
    Arbitrary<Sample> entry = Combinators.combine(path, kind).as(HostileEntries::sample);
    return Combinators.combine(
            entry.list().ofMinSize(1).ofMaxSize(25),
            Arbitraries.of(Decision.class).list().ofMinSize(1).ofMaxSize(3))
        .as(HostileEntries::new);
  }

  private static Sample sample(String path, Kind kind) {
    boolean file = kind instanceof Kind.Regular;
    Attributes attributes =
        kind instanceof Kind.Symlink || kind instanceof Kind.Special ? Sample.mode(0666) : MARK;
    return new Sample(
        Sample.plain(path, kind, attributes).entry(), file ? "bad".getBytes(UTF_8) : new byte[0]);
  }

  /**
   * Writes them into {@code place/tree}, reads and deletes through it too, and looks whether {@code
   * place/victim} changed.
   */
  public void check(HostCalls calls, Path place) throws IOException {
    try (Rootfs top = Rootfs.open(calls, place)) {
      top.write(TreePath.of("tree/start"), new byte[0], 0644);
      top.delete(TreePath.of("tree/start"));
      top.write(TreePath.of("victim/file"), "victim".getBytes(UTF_8), 0600);
      SortedMap<String, String> before = TreeDump.of(calls, place.resolve("victim"));
      try (Rootfs tree = Rootfs.open(calls, place.resolve("tree"))) {
        attempt(tree);
        for (Sample entry : entries) {
          try {
            Optional<byte[]> content = tree.read(entry.entry().path(), 100);
            assertThat(content.map(bytes -> new String(bytes, UTF_8)))
                .isNotEqualTo(Optional.of("victim"));
            tree.write(entry.entry().path().resolve("file"), "bad".getBytes(UTF_8), 0777);
            tree.delete(entry.entry().path());
          } catch (IOException refused) {
            assertThat(refused).hasMessageStartingWith("cannot ");
          }
        }
      }
      assertThat(TreeDump.of(calls, place.resolve("victim"))).isEqualTo(before);
      assertThat(top.list(TreePath.ROOT))
          .containsExactly(TreePath.of("tree"), TreePath.of("victim"));
      top.delete(TreePath.of("tree"));
      assertThat(TreeDump.of(calls, place.resolve("victim"))).isEqualTo(before);
    }
  }

  private void attempt(Rootfs tree) throws IOException {
    try (RootfsWriter writer = new RootfsWriter(tree)) {
      int i = 0;
      for (Sample entry : entries) {
        Decision decision = decisions.get(i++ % decisions.size());
        try {
          entry.to(writer.part(i, (same, existing) -> decision));
        } catch (FaultException refused) {
          assertThat(refused.code()).isEqualTo(ErrorCode.SOURCE_CORRUPT);
        }
      }
      writer.finish();
    }
  }
}
