package org.cmimage.core.staging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.cmimage.core.tree.Sample.file;
import static org.cmimage.core.tree.Sample.folder;
import static org.cmimage.core.tree.Sample.hardLink;
import static org.cmimage.core.tree.Sample.mode;
import static org.cmimage.core.tree.Sample.plain;
import static org.cmimage.core.tree.Sample.symlink;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.rootfs.RootfsTrial;
import org.cmimage.core.syscall.HostCalls;
import org.cmimage.core.syscall.HostCalls.Handle;
import org.cmimage.core.syscall.HostCallsContract;
import org.cmimage.core.tree.EntrySink;
import org.cmimage.core.tree.ExpandedContent;
import org.cmimage.core.tree.NodeType;
import org.cmimage.core.tree.Sample;
import org.cmimage.core.tree.TreeEntry;
import org.cmimage.core.tree.TreeEntry.Attributes;
import org.cmimage.core.tree.TreeEntry.Extent;
import org.cmimage.core.tree.TreeEntry.Kind;
import org.cmimage.core.tree.TreePath;
import org.cmimage.core.write.CollisionPolicy;
import org.cmimage.core.write.CollisionPolicy.Decision;
import org.cmimage.core.write.LostAttribute;
import org.cmimage.core.write.RootfsWriter;
import org.junit.jupiter.api.Test;

/** What trees do on every kind of {@link HostCalls}. Runs as root. */
public interface RootfsContract extends RootfsTrial {
  private static void write(Rootfs tree, Sample... entries) throws IOException {
    try (RootfsWriter writer = new RootfsWriter(tree)) {
      for (Sample entry : entries) {
        entry.to(writer);
      }
      writer.finish();
    }
  }

  @Test
  default void everyKindKeepsEveryAttribute() throws IOException {
    Map<String, byte[]> capability =
        Map.of(
            "security.capability", HostCallsContract.CAPABILITY, "user.note", new byte[] {-1, 0});
    List<Sample> entries =
        List.of(
            folder("usr", 0755)
                .with(
                    new Attributes(
                        02755, 3, 50, -7, 999_999_999, Map.of("user.d", new byte[] {1}))),
            file("usr/ping", "x".repeat(200_000))
                .with(new Attributes(04755, 1, 2, 1_700_000_000L, 1, capability)),
            file("usr/empty", "").with(new Attributes(0, 65534, 65534, 0, 0, Map.of())),
            symlink("usr/\u00e9", "../../x")
                .with(new Attributes(0777, 9, 8, 1L << 33, 3, Map.of())),
            plain("tty", new Kind.Special(NodeType.CHARACTER_DEVICE, 5, 300), mode(0620)),
            plain("disk", new Kind.Special(NodeType.BLOCK_DEVICE, 259, 70_000), mode(0660)),
            plain("fifo", new Kind.Special(NodeType.FIFO, 0, 0), mode(06611)),
            plain("socket", new Kind.Special(NodeType.SOCKET, 0, 0), mode(0777)));
    try (Rootfs tree = tree()) {
      write(tree, entries.toArray(Sample[]::new));
      SortedMap<String, String> lines = dump("tree");
      for (Sample entry : entries) {
        assertThat(lines.remove(entry.entry().path().toString())).isEqualTo(entry.line(1));
      }
      assertThat(lines).isEmpty();
    }
  }

  @Test
  default void mergedUsrTakesWhatComesThroughTheLink() throws IOException {
    try (Rootfs tree = tree()) {
      write(
          tree,
          folder("usr", 0755),
          folder("usr/lib", 0751),
          symlink("lib", "usr/lib"),
          symlink("lib64", "/usr/lib"),
          folder("lib", 0700),
          file("lib/a", "1"),
          hardLink("lib64/b", "usr/lib/a"));
      assertThat(dump("tree").keySet())
          .containsExactly("/lib", "/lib64", "/usr", "/usr/lib", "/usr/lib/a", "/usr/lib/b");
      assertThat(tree.status(TreePath.of("lib")).orElseThrow().type()).isEqualTo(NodeType.SYMLINK);
      assertThat(tree.status(TreePath.of("usr/lib")).orElseThrow().mode())
          .as("first entry decides")
          .isEqualTo(0751);
      assertThat(tree.status(TreePath.of("lib/b")).orElseThrow().links()).isEqualTo(2);
    }
  }

  @Test
  default void missingParentsAreMadePlain() throws IOException {
    try (Rootfs tree = tree()) {
      write(tree, file("a/b/c", "x"), folder("a", 01777));
      assertThat(tree.status(TreePath.of("a")).orElseThrow().mode()).isEqualTo(01777);
      assertThat(tree.status(TreePath.of("a/b")).orElseThrow().mode()).isEqualTo(0755);
    }
  }

  @Test
  default void theRootOfAnEmptyTreeTakesTheFirstEntryForIt() throws IOException {
    try (Rootfs tree = tree()) {
      write(tree, folder(".", 0711), folder("./", 0700));
      assertThat(tree.status(TreePath.ROOT).orElseThrow().mode()).isEqualTo(0711);
      assertThat(tree.status(TreePath.ROOT).orElseThrow().mtimeSeconds()).isEqualTo(1_600_000_000L);
      write(tree, file("x", ""));
      write(tree, folder(".", 0700));
      assertThat(tree.status(TreePath.ROOT).orElseThrow().mode())
          .as("no longer empty")
          .isEqualTo(0711);
    }
  }

  @Test
  default void theLowestPartDecidesADirectory() throws IOException {
    try (Rootfs tree = tree();
        RootfsWriter writer = new RootfsWriter(tree)) {
      folder("d", 0700).to(writer.part(5, CollisionPolicy.REFUSE));
      folder("d", 0750).to(writer.part(2, CollisionPolicy.REFUSE));
      folder("d", 0755).to(writer.part(9, CollisionPolicy.REFUSE));
      writer.finish();
      assertThat(tree.status(TreePath.of("d")).orElseThrow().mode()).isEqualTo(0750);
    }
  }

  @Test
  default void directoriesThereBeforeStayAsTheyAre() throws IOException {
    try (Rootfs tree = tree()) {
      write(tree, folder("d", 01755));
      write(tree, folder("d", 0700), file("d/x", ""));
      assertThat(tree.status(TreePath.of("d")).orElseThrow().mode()).isEqualTo(01755);
    }
  }

  @Test
  default void whatIsThereIsRefusedReplacedKeptOrCompared() throws IOException {
    try (Rootfs tree = tree();
        RootfsWriter writer = new RootfsWriter(tree)) {
      for (Sample entry :
          List.of(file("f", "old"), symlink("l", "f"), folder("d", 0755), file("d/x", "1"))) {
        entry.to(writer);
      }
      for (Sample entry :
          List.of(
              file("f", "new"),
              symlink("f", "x"),
              hardLink("f", "d/x"),
              file("l", "new"),
              symlink("d", "l"))) {
        refused(ErrorCode.SOURCE_CORRUPT, () -> entry.to(writer), entry.entry().path().toString());
      }
      EntrySink keep = writer.part(1, (entry, existing) -> Decision.KEEP);
      file("f", "new").to(keep);
      assertThat(tree.read(TreePath.of("f"), 10)).hasValue("old".getBytes(UTF_8));
      EntrySink equal = writer.part(1, (entry, existing) -> Decision.REQUIRE_EQUAL);
      file("f", "old").to(equal);
      symlink("l", "f").to(equal);
      for (Sample entry :
          List.of(
              file("f", "OLD"),
              file("f", "older"),
              symlink("l", "g"),
              file("l", "old"),
              file("d", ""))) {
        refused(ErrorCode.SOURCE_CORRUPT, () -> entry.to(equal), entry.entry().path().toString());
      }
      EntrySink replace = writer.part(1, (entry, existing) -> Decision.REPLACE);
      file("l", "new").to(replace);
      file("f", "newer").to(replace);
      refused(ErrorCode.SOURCE_CORRUPT, () -> symlink("d", "l").to(replace), "/d");
      writer.finish();
      assertThat(tree.read(TreePath.of("l"), 10)).hasValue("new".getBytes(UTF_8));
      assertThat(tree.read(TreePath.of("f"), 10)).hasValue("newer".getBytes(UTF_8));
      assertThat(tree.read(TreePath.of("d/x"), 10)).hasValue("1".getBytes(UTF_8));
    }
  }

  @Test
  default void contentThatIsNotAsLongAsSaidIsRefused() throws IOException {
    try (Rootfs tree = tree();
        RootfsWriter writer = new RootfsWriter(tree)) {
      int i = 0;
      for (int size : new int[] {0, 1, 65_535, 65_536, 65_537, 131_072}) {
        for (int off : new int[] {-1, 1}) {
          TreeEntry entry =
              new TreeEntry(TreePath.of("f" + i++), new Kind.Regular(size), mode(0644));
          InputStream content = new ByteArrayInputStream(new byte[Math.max(0, size + off)]);
          if (size + off >= 0) {
            refused(
                ErrorCode.SOURCE_CORRUPT,
                () -> writer.accept(entry, content),
                "expected " + size + " bytes");
          }
        }
        TreeEntry right =
            new TreeEntry(TreePath.of("right" + size), new Kind.Regular(size), mode(0644));
        writer.accept(right, new ByteArrayInputStream(new byte[size]));
        assertThat(tree.status(right.path()).orElseThrow().size()).isEqualTo(size);
      }
    }
  }

  @Test
  default void holesAreZerosWhenRead() throws IOException {
    List<List<Extent>> maps =
        List.of(
            List.of(new Extent(0, 3)),
            List.of(new Extent(70_000, 3)),
            List.of(new Extent(5, 1), new Extent(6, 0), new Extent(66_000, 2)),
            List.of(new Extent(100_000, 0)));
    try (Rootfs tree = tree();
        RootfsWriter writer = new RootfsWriter(tree)) {
      for (List<Extent> map : maps) {
        TreePath path = TreePath.of("f" + maps.indexOf(map));
        Kind.Regular file = new Kind.Regular(100_000, map);
        byte[] data = "abc".substring(0, (int) file.contentSize()).getBytes(UTF_8);
        byte[] whole = ExpandedContent.of(file, new ByteArrayInputStream(data)).readAllBytes();
        TreeEntry entry = new TreeEntry(path, file, mode(0644));
        writer.accept(entry, new ByteArrayInputStream(data));
        assertThat(tree.read(path, 100_001)).hasValue(whole);
        assertThat(whole).hasSize(100_000);
        assertThat(whole[(int) map.get(0).offset() % 100_000] != 0).isEqualTo(data.length > 0);
        EntrySink equal = writer.part(0, (one, existing) -> Decision.REQUIRE_EQUAL);
        equal.accept(entry, new ByteArrayInputStream(data));
        byte[] other = new byte[data.length];
        if (other.length > 0) {
          refused(
              ErrorCode.SOURCE_CORRUPT,
              () -> equal.accept(entry, new ByteArrayInputStream(other)),
              "not the same");
        }
      }
    }
  }

  @Test
  default void nothingLeavesTheTree() throws IOException {
    String victim = directory().resolve("victim").toString();
    List<List<Sample>> attacks =
        List.of(
            List.of(symlink("a", victim), file("a/new", "x")),
            List.of(symlink("a", "../victim"), file("a/file", "x")),
            List.of(symlink("a", "../victim"), folder("a/d", 0777)),
            List.of(symlink("a", ".."), symlink("a/victim/x", "y")),
            List.of(symlink("a", victim + "/file"), file("a", "x")),
            List.of(symlink("a", "../victim/file"), hardLink("b", "a"), file("b", "x")),
            List.of(hardLink("b", victim.substring(1) + "/file"), file("b", "x")),
            List.of(symlink("a", "../victim"), hardLink("b", "a/file")),
            List.of(
                folder("d", 0755),
                symlink("d/e", "../../victim"),
                plain("d/e/fifo", new Kind.Special(NodeType.FIFO, 0, 0), mode(0666))),
            List.of(symlink("a", "b"), symlink("b", "a"), file("a/x", "x")),
            List.of(
                symlink("a", "../victim"),
                folder("a", 0777).with(new Attributes(0777, 7, 7, 1, 1, Map.of()))),
            List.of(symlink("a", "/proc/self/root" + victim), file("a/file", "x")),
            List.of(
                plain(".", new Kind.Symlink(victim.getBytes(UTF_8)), mode(0777)),
                file("file", "x")),
            List.of(file("n".repeat(256), "x")),
            List.of(file("d/".repeat(300) + "x", "x")),
            List.of(file(("n".repeat(200) + "/").repeat(30) + "x", "x")));
    try (Rootfs tree = tree()) {
      SortedMap<String, String> before = dump("victim");
      for (Decision decision : Decision.values()) {
        for (List<Sample> attack : attacks) {
          attempt(tree, attack, decision);
          assertThat(dump("victim")).as("%s with %s", attack, decision).isEqualTo(before);
          assertThat(names()).as("%s", attack).hasSize(2);
          for (TreePath left : tree.list(TreePath.ROOT)) {
            tree.delete(left);
          }
        }
      }
      assertThat(dump("victim")).isEqualTo(before);
    }
  }

  private List<byte[]> names() throws IOException {
    try (Handle top = calls().openRoot(directory())) {
      return calls().list(top);
    }
  }

  private static void attempt(Rootfs tree, List<Sample> attack, Decision decision)
      throws IOException {
    try (RootfsWriter writer = new RootfsWriter(tree)) {
      for (Sample entry : attack) {
        try {
          entry.to(writer.part(0, (same, existing) -> decision));
        } catch (FaultException refused) {
          assertThat(refused.code()).isEqualTo(ErrorCode.SOURCE_CORRUPT);
        }
      }
      writer.finish();
    }
  }

  @Test
  default void attributesAreKeptWhereTheKernelTakesThemAndElseNamed() throws IOException {
    try (Rootfs tree = tree();
        RootfsWriter writer = new RootfsWriter(tree)) {
      Attributes overlay =
          new Attributes(0755, 0, 0, 0, 0, Map.of("trusted.overlay.redirect", new byte[] {'/'}));
      refused(
          ErrorCode.SOURCE_CORRUPT,
          () -> file("f", "").with(overlay).to(writer),
          "trusted.overlay.redirect");
      Map<String, byte[]> some =
          Map.of(
              "security.ima", new byte[1],
              "system.nfs4_acl", new byte[1],
              "user.kept", new byte[1]);
      Attributes other = new Attributes(0755, 0, 0, 0, 0, some);
      file("g", "").with(other).to(writer);
      symlink("l", "g").with(other).to(writer);
      folder("d", 0755).with(other).to(writer);
      writer.finish();
      assertThat(writer.lostAttributes())
          .containsExactly(
              new LostAttribute(
                  "system.nfs4_acl", 3, TreePath.of("g"), "not supported by the file system"),
              new LostAttribute("user.kept", 1, TreePath.of("l"), "operation not permitted"));
      assertThat(dump("tree").get("/g")).endsWith("security.ima=00 user.kept=00");
      assertThat(dump("tree").get("/l")).endsWith("security.ima=00");
    }
  }

  @Test
  default void oddNamesOfAttributesAreShownAndBounded() throws IOException {
    try (Rootfs tree = tree();
        RootfsWriter writer = new RootfsWriter(tree)) {
      Attributes odd =
          new Attributes(
              0644,
              0,
              0,
              0,
              0,
              Map.of("odd.\u001b[2J", new byte[1], "long." + "x".repeat(100_000), new byte[1]));
      file("g", "").with(odd).to(writer);
      assertThat(writer.lostAttributes())
          .extracting(LostAttribute::name)
          .containsExactly("long." + "x".repeat(250) + "...", "odd.\\x1b[2J");
    }
  }

  @Test
  default void manyThreadsFillOneTree() throws Exception {
    int threads = 4;
    int files = 300;
    var pool = Executors.newFixedThreadPool(threads);
    try (Rootfs tree = tree();
        RootfsWriter writer = new RootfsWriter(tree)) {
      symlink("lib", "usr/lib").to(writer);
      folder("usr/lib", 0755).to(writer);
      List<Callable<Boolean>> parts = new ArrayList<>();
      for (int part = 0; part < threads; part++) {
        int order = part;
        parts.add(
            () -> {
              EntrySink sink = writer.part(order, CollisionPolicy.REFUSE);
              for (int i = 0; i < files; i++) {
                folder("share/d" + i, 0700 + order).to(sink);
                file((i % 2 == 0 ? "lib/d" : "share/d") + i + "/" + order, "content " + i).to(sink);
              }
              return true;
            });
      }
      for (var done : pool.invokeAll(parts)) {
        assertThat(done.get()).isTrue();
      }
      writer.finish();
      SortedMap<String, String> lines = dump("tree");
      assertThat(lines).hasSize(4 + files + files / 2 + threads * files);
      for (int i = 0; i < files; i++) {
        assertThat(lines.get("/share/d" + i)).startsWith("DIRECTORY 0700 0:0 1600000000.000000005");
      }
    } finally {
      pool.shutdown();
    }
  }

  private static void refused(
      ErrorCode code, org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String words) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(FaultException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessageContaining(words);
  }
}
