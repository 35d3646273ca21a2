package org.cmimage.core.staging;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.syscall.InMemoryHostCalls;
import org.cmimage.core.syscall.TreeDump;
import org.cmimage.core.tree.NodeType;
import org.cmimage.core.tree.Sample;
import org.cmimage.core.tree.TreeEntry;
import org.cmimage.core.tree.TreeEntry.Attributes;
import org.cmimage.core.tree.TreeEntry.Kind;
import org.cmimage.core.tree.TreePath;
import org.cmimage.core.write.RootfsWriter;

class RootfsProperties {
  private static final Path PLACE = Path.of("/place");
  private static final String IMPLIED = "made for what is in it";

  @Property(tries = 200)
  void whatIsWrittenReadsBack(@ForAll("trees") List<Sample> entries) throws IOException {
    InMemoryHostCalls calls = new InMemoryHostCalls().withDirectory(PLACE);
    try (Rootfs tree = Rootfs.open(calls, PLACE);
        RootfsWriter writer = new RootfsWriter(tree)) {
      for (Sample entry : entries) {
        entry.to(writer);
      }
      writer.finish();
    }
    Map<String, String> found = TreeDump.of(calls, PLACE);
    Map<String, String> expected = model(entries);
    // the time of a directory without an entry is that of the last name made in it
    found.replaceAll(
        (path, line) ->
            IMPLIED.equals(expected.get(path)) && line.startsWith("DIRECTORY 0755 0:0 ")
                ? IMPLIED
                : line);
    assertThat(found).isEqualTo(expected);
    assertThat(calls.openHandles()).isZero();
  }

  @Property(tries = 500)
  void nothingLeavesTheTree(@ForAll("attacks") HostileEntries attacks) throws IOException {
    InMemoryHostCalls calls = new InMemoryHostCalls().withDirectory(PLACE);
    attacks.check(calls, PLACE);
    assertThat(calls.openHandles()).isZero();
  }

  @Provide
  Arbitrary<HostileEntries> attacks() {
    return HostileEntries.anywhere(PLACE.resolve("victim"));
  }

  /**
   * Entries of a tree in which every parent is a directory, children before or after their parents.
   */
  @Provide
  Arbitrary<List<Sample>> trees() {
    Arbitrary<byte[]> name =
        Arbitraries.bytes()
            .filter(b -> b != 0 && b != '/')
            .array(byte[].class)
            .ofMinSize(1)
            .ofMaxSize(4)
            .filter(bytes -> !new String(bytes, ISO_8859_1).matches("\\.\\.?"));
    Arbitrary<TreePath> path =
        Arbitraries.oneOf(
                name, Arbitraries.of("a", "b", "c").map(text -> text.getBytes(ISO_8859_1)))
            .list()
            .ofMinSize(1)
            .ofMaxSize(4)
            .map(names -> names.stream().reduce(TreePath.ROOT, TreePath::resolve, (a, b) -> b));
    Arbitrary<Sample> entry =
        Combinators.combine(path, kinds(), attributes(), Arbitraries.integers().between(0, 3))
            .as(RootfsProperties::sample);
    return entry.list().ofMaxSize(30).map(RootfsProperties::consistent);
  }

  private static Arbitrary<Kind> kinds() {
    return Arbitraries.oneOf(
        Arbitraries.integers().between(0, 70_000).map(size -> new Kind.Regular(size)),
        Arbitraries.just(new Kind.Directory()),
        Arbitraries.bytes()
            .filter(b -> b != 0)
            .array(byte[].class)
            .ofMinSize(1)
            .ofMaxSize(40)
            .map(Kind.Symlink::new),
        Arbitraries.of(NodeType.BLOCK_DEVICE, NodeType.CHARACTER_DEVICE)
            .map(type -> new Kind.Special(type, 8, 300)),
        Arbitraries.of(NodeType.FIFO, NodeType.SOCKET).map(type -> new Kind.Special(type, 0, 0)));
  }

  private static Arbitrary<Attributes> attributes() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 07777),
            Arbitraries.integers().between(0, 70_000),
            Arbitraries.integers().between(0, 70_000),
            Arbitraries.longs().between(-(1L << 40), 1L << 40),
            Arbitraries.integers().between(0, 999_999_999),
            Arbitraries.bytes().array(byte[].class).ofMaxSize(8))
        .as(
            (mode, uid, gid, seconds, nanos, value) ->
                new Attributes(
                    mode, uid, gid, seconds, nanos, Map.of("security.capability", value)));
  }

  private static Sample sample(TreePath path, Kind kind, Attributes attributes, int seed) {
    byte[] content = new byte[kind instanceof Kind.Regular regular ? (int) regular.size() : 0];
    for (int i = 0; i < content.length; i++) {
      content[i] = (byte) (i * seed + i / 7);
    }
    return new Sample(new TreeEntry(path, kind, attributes), content);
  }

  /** Leaves out what would collide, and adds a hard link to each third file. */
  private static List<Sample> consistent(List<Sample> any) {
    Map<TreePath, Boolean> isDirectory = new HashMap<>();
    List<Sample> kept = new ArrayList<>();
    for (Sample sample : any) {
      TreePath path = sample.entry().path();
      boolean directory = sample.entry().kind() instanceof Kind.Directory;
      boolean fits =
          kept.stream().noneMatch(other -> other.entry().path().equals(path))
              && (directory
                  ? isDirectory.getOrDefault(path, true)
                  : !isDirectory.containsKey(path));
      for (TreePath above = path.parent(); !above.isRoot(); above = above.parent()) {
        fits &= isDirectory.getOrDefault(above, true);
      }
      if (fits) {
        isDirectory.put(path, directory);
        for (TreePath above = path.parent(); !above.isRoot(); above = above.parent()) {
          isDirectory.put(above, true);
        }
        kept.add(sample);
        if (sample.entry().kind() instanceof Kind.Regular && kept.size() % 3 == 0) {
          Kind link = new Kind.HardLink(path);
          TreePath second = TreePath.of("link" + kept.size());
          kept.add(
              new Sample(new TreeEntry(second, link, sample.entry().attributes()), new byte[0]));
        }
      }
    }
    return kept;
  }

  private static Map<String, String> model(List<Sample> entries) {
    Map<TreePath, Sample> byPath = new HashMap<>();
    Map<TreePath, Integer> names = new HashMap<>();
    for (Sample sample : entries) {
      byPath.put(sample.entry().path(), sample);
      TreePath file =
          sample.entry().kind() instanceof Kind.HardLink link
              ? link.target()
              : sample.entry().path();
      names.merge(file, 1, Integer::sum);
    }
    Map<String, String> lines = new TreeMap<>();
    for (Sample sample : entries) {
      TreePath path = sample.entry().path();
      TreePath file = sample.entry().kind() instanceof Kind.HardLink link ? link.target() : path;
      Sample content = byPath.getOrDefault(file, sample);
      lines.put(path.toString(), content.line(names.getOrDefault(file, 1)));
      for (TreePath above = path.parent(); !above.isRoot(); above = above.parent()) {
        if (!byPath.containsKey(above)) {
          lines.put(above.toString(), IMPLIED);
        }
      }
    }
    return lines;
  }
}
