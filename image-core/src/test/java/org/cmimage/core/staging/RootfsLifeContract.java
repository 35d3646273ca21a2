package org.cmimage.core.staging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.cmimage.core.tree.Sample.file;
import static org.cmimage.core.tree.Sample.plain;
import static org.cmimage.core.tree.Sample.symlink;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentSkipListSet;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.rootfs.RootfsTrial;
import org.cmimage.core.rootfs.TreeRemoval;
import org.cmimage.core.syscall.HostCalls;
import org.cmimage.core.syscall.HostCalls.Handle;
import org.cmimage.core.tree.NodeType;
import org.cmimage.core.tree.Sample;
import org.cmimage.core.tree.TreeEntry.Kind;
import org.cmimage.core.tree.TreePath;
import org.cmimage.core.write.RootfsWriter;
import org.junit.jupiter.api.Test;

/**
 * How trees are read, walked, removed and published on every kind of {@link HostCalls}. Runs as
 * root.
 */
public interface RootfsLifeContract extends RootfsTrial {
  private List<byte[]> names() throws IOException {
    try (Handle top = calls().openRoot(directory())) {
      return calls().list(top);
    }
  }

  @Test
  default void filesAreReadAsStreamsAndOnlyFiles() throws IOException {
    String content = "0123456789".repeat(20_000);
    try (Rootfs tree = tree();
        RootfsWriter writer = new RootfsWriter(tree)) {
      file("usr/lib/big", content).to(writer);
      file("usr/lib/none", "").to(writer);
      symlink("lib", "/usr/lib").to(writer);
      symlink("above", "../../../lib/big").to(writer);
      symlink("round", "lib/../round").to(writer);
      symlink("nowhere", "/etc/passwd").to(writer);
      plain("fifo", new Kind.Special(NodeType.FIFO, 0, 0), Sample.mode(0600)).to(writer);
      writer.finish();
      for (String path : new String[] {"usr/lib/big", "lib/big", "above"}) {
        try (InputStream in = tree.openFile(TreePath.of(path)).orElseThrow()) {
          assertThat(in.read()).isEqualTo('0');
          assertThat(new String(in.readAllBytes(), UTF_8)).isEqualTo(content.substring(1));
          assertThat(in.read()).isEqualTo(-1);
        }
      }
      try (InputStream in = tree.openFile(TreePath.of("lib/none")).orElseThrow()) {
        assertThat(in.readAllBytes()).isEmpty();
      }
      for (String path :
          new String[] {"lib", "round", "round/x", "nowhere", "fifo", "usr/lib/big/x"}) {
        assertThat(tree.openFile(TreePath.of(path))).as(path).isEmpty();
        assertThat(path.equals("lib") || tree.list(TreePath.of(path)).isEmpty()).as(path).isTrue();
      }
      assertThat(tree.status(TreePath.of("round/x"))).isEmpty();
    }
  }

  @Test
  default void smallFilesAreReadWrittenReplacedAndListed() throws IOException {
    try (Rootfs tree = tree()) {
      tree.write(TreePath.of("etc/deep/hosts"), "1".getBytes(UTF_8), 0640);
      tree.link(TreePath.of("etc/link"), "deep/hosts".getBytes(UTF_8));
      assertThat(tree.read(TreePath.of("etc/link"), 1)).hasValue("1".getBytes(UTF_8));
      assertThatThrownBy(() -> tree.read(TreePath.of("etc/link"), 0))
          .hasMessageContaining("found 1 bytes");
      assertThatThrownBy(() -> tree.read(TreePath.of("etc"), 10))
          .hasMessageContaining("found DIRECTORY");
      tree.write(TreePath.of("etc/link"), "2".getBytes(UTF_8), 0600);
      assertThat(tree.read(TreePath.of("etc/deep/hosts"), 9))
          .as("the link was replaced")
          .hasValue("1".getBytes(UTF_8));
      assertThat(tree.readLink(TreePath.of("etc/link"))).isEmpty();
      tree.link(TreePath.of("etc/link"), "elsewhere".getBytes(UTF_8));
      assertThat(tree.readLink(TreePath.of("etc/link"))).hasValue("elsewhere".getBytes(UTF_8));
      assertThat(tree.read(TreePath.of("etc/link"), 9)).as("dangling").isEmpty();
      assertThat(tree.status(TreePath.of("etc")).orElseThrow().mode()).isEqualTo(0755);
      assertThat(tree.status(TreePath.of("etc/deep/hosts")).orElseThrow().mode()).isEqualTo(0640);
      assertThat(tree.list(TreePath.of("etc")))
          .containsExactly(TreePath.of("etc/deep"), TreePath.of("etc/link"));
      assertThat(tree.list(TreePath.of("none"))).isEmpty();
      assertThat(tree.status(TreePath.of("etc/deep/hosts/x"))).isEmpty();
      tree.rename(TreePath.of("etc/deep/hosts"), TreePath.of("etc/link"));
      assertThat(tree.read(TreePath.of("etc/link"), 9)).hasValue("1".getBytes(UTF_8));
      assertThatThrownBy(() -> tree.write(TreePath.of("etc"), new byte[0], 0644))
          .isInstanceOf(IOException.class);
      assertThat(tree.list(TreePath.ROOT))
          .as("no temporary file is left")
          .containsExactly(TreePath.of("etc"));
      tree.delete(TreePath.of("etc"));
      tree.delete(TreePath.of("none/x"));
      assertThat(tree.list(TreePath.ROOT)).isEmpty();
    }
  }

  @Test
  default void aWalkMeetsEveryNodeOnce() throws IOException {
    try (Rootfs tree = tree()) {
      List<String> expected = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        tree.write(TreePath.of("d" + i + "/e/f" + i), new byte[i], 0644);
        expected.addAll(List.of("/d" + i, "/d" + i + "/e", "/d" + i + "/e/f" + i));
      }
      tree.link(TreePath.of("d0/out"), "../../victim".getBytes(UTF_8));
      expected.add("/d0/out");
      var met = new ConcurrentSkipListSet<String>();
      tree.walk(
          (parent, path, status) -> {
            assertThat(met.add(path.toString())).isTrue();
            assertThat(path.depth() == 1 || met.contains(path.parent().toString())).isTrue();
            assertThat(calls().status(parent, path.name())).isEqualTo(status);
          });
      assertThat(met).containsExactlyInAnyOrderElementsOf(expected);
      assertThatThrownBy(
              () ->
                  tree.walk(
                      (parent, path, status) -> {
                        if (path.depth() == 3) {
                          throw new IOException("stop at " + path);
                        }
                      }))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("stop at");
    }
  }

  @Test
  default void removalTakesTheTreeAndFollowsNothing() throws IOException {
    try (Rootfs tree = tree()) {
      for (int i = 0; i < 30; i++) {
        tree.write(TreePath.of("d" + i % 5 + "/e" + i + "/f"), new byte[1], 0644);
      }
      tree.link(TreePath.of("d0/out"), "../../victim".getBytes(UTF_8));
      tree.link(TreePath.of("d1/abs"), directory().resolve("victim").toString().getBytes(UTF_8));
      makeDeep(tree, 350);
    }
    SortedMap<String, String> before = dump("victim");
    TreeRemoval.remove(calls(), directory().resolve("tree"));
    TreeRemoval.remove(calls(), directory().resolve("tree"));
    TreeRemoval.remove(calls(), directory().resolve("none/below"));
    assertThat(dump("victim")).isEqualTo(before);
    assertThat(names()).hasSize(1);
    try (Rootfs top = Rootfs.open(calls(), directory())) {
      top.link(TreePath.of("link"), "victim".getBytes(UTF_8));
    }
    TreeRemoval.remove(calls(), directory().resolve("link"));
    assertThat(dump("victim")).isEqualTo(before);
    assertThat(names()).hasSize(1);
  }

  private void makeDeep(Rootfs tree, int depth) throws IOException {
    byte[] name = "deep".getBytes(UTF_8);
    Handle at = calls().openInRoot(tree.root(), TreePath.ROOT);
    for (int i = 0; i < depth; i++) {
      calls().makeDirectory(at, name, 0755);
      Handle below = calls().openDirectory(at, name);
      calls().createFile(below, "f".getBytes(UTF_8), 0600).close();
      at.close();
      at = below;
    }
    at.close();
  }

  @Test
  default void stagingIsPublishedReplacedAndDiscarded() throws IOException {
    Path target = directory().resolve("cm/images/one");
    StagingDirectory staging = StagingDirectory.of(calls(), target);
    assertThat(staging.path()).isEqualTo(directory().resolve("cm/.cm-image-staging/one"));
    for (String content : List.of("first", "second")) {
      staging.create();
      assertThat(staging.exists()).isTrue();
      assertThatThrownBy(staging::create).hasMessageContaining("it exists already");
      try (Rootfs tree = Rootfs.open(calls(), staging.path())) {
        tree.write(TreePath.of("f"), content.getBytes(UTF_8), 0644);
      }
      if (content.equals("second")) {
        refused(ErrorCode.ALREADY_EXISTS, () -> staging.publish(false), target.toString());
      }
      staging.publish(true);
      assertThat(staging.exists()).isFalse();
      try (Rootfs published = Rootfs.open(calls(), target)) {
        assertThat(published.read(TreePath.of("f"), 100)).hasValue(content.getBytes(UTF_8));
        assertThat(published.status(TreePath.ROOT).orElseThrow().mode()).isEqualTo(0755);
      }
      assertThat(dump("cm").keySet()).containsExactly("/images", "/images/one", "/images/one/f");
    }
    StagingDirectory other = StagingDirectory.of(calls(), directory().resolve("cm/shared"));
    assertThat(other.path()).isEqualTo(directory().resolve("cm/.cm-image-staging/shared"));
    staging.create();
    other.create();
    assertThat(dump("cm").get("/.cm-image-staging")).startsWith("DIRECTORY 0700 0:0");
    staging.discard();
    assertThat(other.exists()).isTrue();
    other.discard();
    other.discard();
    assertThat(dump("cm").keySet()).containsExactly("/images", "/images/one", "/images/one/f");
  }

  @Test
  default void whatIsPublishedIsWithdrawn() throws IOException {
    Path target = directory().resolve("cm/images/one");
    StagingDirectory staging = StagingDirectory.of(calls(), target);
    staging.create();
    staging.publish(false);
    try (Rootfs published = Rootfs.open(calls(), target)) {
      published.write(TreePath.of("deep/file"), new byte[9], 0600);
      published.link(TreePath.of("deep/out"), "/".getBytes(UTF_8));
    }
    staging.create();
    assertThat(staging.leftovers()).containsExactly(staging.path());
    staging.withdraw();
    assertThat(dump("cm").keySet()).containsExactly("/images");
    assertThat(staging.leftovers()).isEmpty();
    staging.withdraw();
    assertThat(dump("cm").keySet()).containsExactly("/images");

    try (Rootfs images = Rootfs.open(calls(), directory().resolve("cm/images"))) {
      images.write(TreePath.of("other/file"), new byte[9], 0600);
      images.link(TreePath.of("one"), "other".getBytes(UTF_8));
    }
    refused(ErrorCode.IN_USE, staging::withdraw, "is a symbolic link to other");
    assertThat(dump("cm").keySet())
        .containsExactly("/images", "/images/one", "/images/other", "/images/other/file");
  }

  @Test
  default void aSuitableFileSystemLacksNothingAndIsLeftEmpty() throws Exception {
    try (Rootfs tree = tree()) {
      assertThat(DestinationCheck.require(tree)).isEmpty();
      assertThat(tree.list(TreePath.ROOT)).isEmpty();
    }
  }

  private static void refused(
      ErrorCode code, org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String words) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(FaultException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessageContaining(words);
  }
}
