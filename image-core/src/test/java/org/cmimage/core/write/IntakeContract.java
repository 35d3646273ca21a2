package org.cmimage.core.write;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.cmimage.core.tree.Sample.file;
import static org.cmimage.core.tree.Sample.folder;
import static org.cmimage.core.tree.Sample.hardLink;
import static org.cmimage.core.tree.Sample.mode;
import static org.cmimage.core.tree.Sample.symlink;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.rootfs.RootfsTrial;
import org.cmimage.core.syscall.HostCallsContract;
import org.cmimage.core.tree.ExpandedContent;
import org.cmimage.core.tree.NodeType;
import org.cmimage.core.tree.Sample;
import org.cmimage.core.tree.TreeEntry;
import org.cmimage.core.tree.TreeEntry.Attributes;
import org.cmimage.core.tree.TreeEntry.Extent;
import org.cmimage.core.tree.TreeEntry.Kind;
import org.cmimage.core.tree.TreePath;
import org.junit.jupiter.api.Test;

/** What a tree takes in on several threads is what one thread would make of it. Runs as root. */
public interface IntakeContract extends RootfsTrial {
  private static void take(Rootfs tree, List<Sample> entries)
      throws IOException, InterruptedException {
    try (RootfsWriter writer = new RootfsWriter(tree)) {
      writer.intake(
          WriteLimits.DEFAULT,
          sink -> {
            for (Sample entry : entries) {
              entry.to(sink);
            }
          });
      writer.finish();
    }
  }

  private String takeAndRead(String path, Sample... entries)
      throws IOException, InterruptedException {
    try (Rootfs tree = tree()) {
      take(tree, List.of(entries));
      return new String(tree.read(TreePath.of(path), 1 << 20).orElseThrow(), UTF_8);
    }
  }

  private static Sample owned(String path, String content, Attributes attributes) {
    return file(path, content).with(attributes);
  }

  @Test
  default void manyFilesOfAllSizesKeepEverything() throws Exception {
    Random random = new Random(3);
    List<Sample> entries = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      // most fit one chunk, some are exactly one, some need several
      int size = i % 50 == 0 ? 1 << 16 : i % 50 == 1 ? 400_000 : random.nextInt(5000);
      Map<String, byte[]> xattrs =
          i % 7 == 0
              ? Map.of(
                  "security.capability", HostCallsContract.CAPABILITY, "user.n", new byte[] {1})
              : Map.of();
      int mode = List.of(0644, 0755, 04755, 02711, 0400, 0).get(i % 6);
      Attributes attributes = new Attributes(mode, i % 3, i % 5, 1_500_000_000L + i, i, xattrs);
      entries.add(owned("d" + i % 20 + "/f" + i, "x".repeat(size), attributes));
    }
    try (Rootfs tree = tree()) {
      take(tree, entries);
      SortedMap<String, String> lines = dump("tree");
      for (Sample entry : entries) {
        assertThat(lines.remove(entry.entry().path().toString())).isEqualTo(entry.line(1));
      }
      assertThat(lines.keySet()).hasSize(20);
    }
  }

  @Test
  default void ofTwoFilesTheLastWins() throws Exception {
    // also where the first is so long that it is still being written
    String first = "1".repeat(3_000_000);
    assertThat(takeAndRead("a", file("a", first), file("a", "2"))).isEqualTo("2");
  }

  @Test
  default void aLinkOnTheWayMeansWhatItMeantWhenTheEntryCame() throws Exception {
    Sample[] entries = {
      folder("one", 0755),
      folder("two", 0755),
      symlink("way", "one"),
      file("way/f", "first"),
      symlink("way", "two"),
      file("way/f", "second")
    };
    assertThat(takeAndRead("one/f", entries)).isEqualTo("first");
    assertThat(dump("tree").get("/two/f")).isEqualTo(entries[5].line(1));
  }

  @Test
  default void ofTwoEntriesForADirectoryTheLastDecides() throws Exception {
    try (Rootfs tree = tree()) {
      take(tree, List.of(folder("d", 0700), file("d/f", "x"), folder("d", 0711)));
      assertThat(tree.status(TreePath.of("d")).orElseThrow().mode()).isEqualTo(0711);
    }
  }

  @Test
  default void hardLinksShareWhatIsWrittenLater() throws Exception {
    String content = "y".repeat(2_000_000);
    try (Rootfs tree = tree()) {
      take(
          tree,
          List.of(
              file("a", content), hardLink("b", "a"), hardLink("b", "a"), hardLink("c/d", "b")));
      assertThat(tree.status(TreePath.of("c/d")).orElseThrow().links()).isEqualTo(3);
      assertThat(tree.status(TreePath.of("c/d")).orElseThrow().size()).isEqualTo(2_000_000);
    }
  }

  /**
   * As GNU tar and bsdtar extract them; {@code target} is a file before, {@code way} a directory.
   */
  @Test
  default void ofTwoEntriesOfDifferentTypesTheLastCounts() throws Exception {
    Kind fifo = new Kind.Special(NodeType.FIFO, 0, 0);
    List<Sample> kinds =
        List.of(
            file("a", "x"),
            folder("a", 0750),
            symlink("a", "way"),
            symlink("a", "/way"),
            symlink("a", "../victim"),
            symlink("a", "../victim/file"),
            Sample.plain("a", fifo, mode(0640)),
            hardLink("a", "target"));
    SortedMap<String, String> victim = null;
    for (Sample first : kinds) {
      for (Sample second : kinds) {
        try (Rootfs tree = victim == null ? tree() : emptied()) {
          victim = victim == null ? dump("victim") : victim;
          take(tree, List.of(file("target", "t"), folder("way", 0700), first, second));
          boolean link = second.entry().kind() instanceof Kind.HardLink;
          Sample expected = link ? file("target", "t") : second;
          assertThat(dump("tree").get("/a"))
              .describedAs("%s, then %s", first.entry().kind(), second.entry().kind())
              .isEqualTo(expected.line(link ? 2 : 1));
          assertThat(dump("tree").get("/way")).isEqualTo(folder("way", 0700).line(1));
        }
        assertThat(dump("victim")).isEqualTo(victim);
      }
    }
  }

  @Test
  default void whatComesBelowAReplacedLinkIsNoLongerWhereItLed() throws Exception {
    try (Rootfs tree = tree()) {
      take(
          tree,
          List.of(
              folder("way", 0700),
              symlink("a", "way"),
              file("a/one", "1"),
              folder("a", 0711),
              file("a/two", "2")));
      assertThat(dump("tree").keySet()).containsExactly("/a", "/a/two", "/way", "/way/one");
      assertThat(dump("tree").get("/a")).isEqualTo(folder("a", 0711).line(1));
    }
  }

  @Test
  default void aDirectoryWithContentGivesWayToNothing() throws Exception {
    List<Sample> others =
        List.of(file("a", "x"), symlink("a", "../victim"), hardLink("a", "a/kid"));
    for (Sample other : others) {
      try (Rootfs tree = other.equals(others.get(0)) ? tree() : emptied()) {
        assertThatThrownBy(() -> take(tree, List.of(folder("a", 0755), file("a/kid", "k"), other)))
            .isInstanceOfSatisfying(
                FaultException.class,
                e -> {
                  assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_CORRUPT);
                  assertThat(e.remedy()).isInstanceOf(Remedy.Advice.class);
                })
            .hasMessageContaining("cannot write \"/a\": a directory that is not empty");
      }
    }
  }

  @Test
  default void hardLinksNameAnythingButDirectories() throws Exception {
    Kind fifo = new Kind.Special(NodeType.FIFO, 0, 0);
    try (Rootfs tree = tree()) {
      take(
          tree,
          List.of(
              symlink("l", "../victim/file"),
              hardLink("l2", "l"),
              Sample.plain("p", fifo, mode(0600)),
              hardLink("p2", "p"),
              file("f", "old"),
              hardLink("f2", "f"),
              file("f", "new"),
              hardLink("f3", "f"),
              hardLink("f3", "f")));
      SortedMap<String, String> lines = dump("tree");
      assertThat(lines.get("/l2")).isEqualTo(symlink("l", "../victim/file").line(2));
      assertThat(lines.get("/p2")).startsWith("FIFO");
      assertThat(lines.get("/f2")).isEqualTo(file("f", "old").line(1));
      assertThat(lines.get("/f3")).isEqualTo(file("f", "new").line(2));
    }
    for (Sample wrong : List.of(hardLink("x", "later"), hardLink("x", "d"))) {
      try (Rootfs tree = emptied()) {
        assertThatThrownBy(() -> take(tree, List.of(folder("d", 0700), wrong, file("later", ""))))
            .hasMessageContaining("cannot write \"/x\": it is a hard link to")
            .isInstanceOfSatisfying(
                FaultException.class,
                e -> assertThat(e.remedy()).isInstanceOf(Remedy.Advice.class));
      }
    }
  }

  @Test
  default void whatIsNoDirectoryOnTheWayIsNamed() throws Exception {
    List<Sample> ways =
        List.of(symlink("d/way", "none"), symlink("d/way", "way"), file("d/way", "x"));
    for (Sample way : ways) {
      for (Sample below : List.of(file("d/way/a/f", ""), hardLink("g", "d/way/a/f"))) {
        try (Rootfs tree =
            way.equals(ways.get(0)) && below.entry().path().depth() > 1 ? tree() : emptied()) {
          assertThatThrownBy(() -> take(tree, List.of(way, below)))
              .isInstanceOfSatisfying(
                  FaultException.class,
                  e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_CORRUPT);
                    assertThat(e.remedy()).isInstanceOf(Remedy.Advice.class);
                  })
              .hasMessageContaining("\": \"/d/way\" is a ");
        }
      }
    }
  }

  @Test
  default void holesDoNotCountAsContent() throws Exception {
    long size = 1 << 20;
    Kind.Regular kind = new Kind.Regular(size, List.of(new Extent(0, 4)));
    TreeEntry entry = new TreeEntry(TreePath.of("sparse"), kind, mode(0600));
    try (Rootfs tree = tree();
        RootfsWriter writer = new RootfsWriter(tree)) {
      writer.intake(
          new WriteLimits(4, 10, 0), sink -> new Sample(entry, "head".getBytes(UTF_8)).to(sink));
      writer.finish();
      assertThat(tree.status(entry.path()).orElseThrow().size()).isEqualTo(size);
    }
  }

  private Rootfs emptied() throws IOException {
    Rootfs tree = Rootfs.open(calls(), directory().resolve("tree"));
    for (TreePath path : tree.list(TreePath.ROOT)) {
      tree.delete(path);
    }
    return tree;
  }

  @Test
  default void holesStayHolesAndReadAsZeros() throws Exception {
    byte[] data = "headtail".getBytes(UTF_8);
    Kind.Regular kind =
        new Kind.Regular(300_000, List.of(new Extent(0, 4), new Extent(200_000, 4)));
    TreeEntry entry = new TreeEntry(TreePath.of("sparse"), kind, mode(0600));
    try (Rootfs tree = tree()) {
      take(tree, List.of(new Sample(entry, data)));
      byte[] whole = ExpandedContent.of(kind, new ByteArrayInputStream(data)).readAllBytes();
      assertThat(tree.read(entry.path(), 300_000)).hasValue(whole);
    }
  }

  @Test
  default void contentThatIsTooShortOrTooLongNamesTheEntry() throws Exception {
    for (int extra : new int[] {-1, 1}) {
      for (int size : new int[] {10, 1 << 16, 100_000}) {
        try (Rootfs tree = sameTree(extra == -1 && size == 10)) {
          TreeEntry entry =
              new TreeEntry(TreePath.of("f" + size + extra), new Kind.Regular(size), mode(0600));
          assertThatThrownBy(() -> take(tree, List.of(new Sample(entry, new byte[size + extra]))))
              .hasMessageContaining(entry.path().toString())
              .hasMessageContaining("expected " + size + " bytes of content");
        }
      }
    }
  }

  private Rootfs sameTree(boolean first) throws IOException {
    return first ? tree() : Rootfs.open(calls(), directory().resolve("tree"));
  }

  @Test
  default void theFeedsOwnFailureIsThrownAndNobodyWritesOn() throws Exception {
    try (Rootfs tree = tree();
        RootfsWriter writer = new RootfsWriter(tree)) {
      assertThatThrownBy(
              () ->
                  writer.intake(
                      WriteLimits.DEFAULT,
                      sink -> {
                        file("a", "x".repeat(500_000)).to(sink);
                        throw new IOException("the archive ends early");
                      }))
          .hasMessage("the archive ends early");
      assertThat(Thread.getAllStackTraces().keySet())
          .noneMatch(thread -> thread.getName().startsWith("intake-"));
    }
  }
}
