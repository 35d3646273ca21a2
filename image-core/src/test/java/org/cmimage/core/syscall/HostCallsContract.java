package org.cmimage.core.syscall;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.io.BaseEncoding;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.cmimage.core.syscall.HostCalls.Handle;
import org.cmimage.core.tree.NodeType;
import org.cmimage.core.tree.TreePath;
import org.junit.jupiter.api.Test;

/** What every {@link HostCalls} does alike. Runs as root. */
public interface HostCallsContract {
  /** VFS_CAP_REVISION_2 with cap_setuid: holds a byte that is not UTF-8. */
  byte[] CAPABILITY = BaseEncoding.base16().decode("0100000280000000000000000000000000000000");

  /** The calls under test. */
  HostCalls calls();

  /** An empty directory of the host, for this test alone. */
  Path directory() throws IOException;

  @Test
  default void contentReadsBackAcrossBufferSizesAndHoles() throws IOException {
    HostCalls calls = calls();
    byte[] content = new byte[300_000];
    for (int i = 0; i < content.length; i++) {
      content[i] = (byte) (i * 31 + i / 251);
    }
    try (Handle root = calls.openRoot(directory())) {
      try (Handle file = calls.createFile(root, name("f"), 0600)) {
        calls.write(file, ByteBuffer.wrap(content, 0, 200_000));
        ByteBuffer direct = ByteBuffer.allocateDirect(100_000);
        calls.write(file, direct.put(content, 200_000, 100_000).flip());
        assertThat(direct.hasRemaining()).isFalse();
        calls.skip(file, 5000);
        calls.write(file, ByteBuffer.wrap(new byte[] {7}));
        calls.truncate(file, 310_000);
      }
      byte[] expected = java.util.Arrays.copyOf(content, 310_000);
      expected[305_000] = 7;
      assertThat(contentOf(calls, root, "f")).isEqualTo(expected);
      assertThat(calls.status(root, name("f")).size()).isEqualTo(310_000);
    }
  }

  @Test
  default void readingAtAnOffsetLeavesThePosition() throws IOException {
    HostCalls calls = calls();
    try (Handle root = calls.openRoot(directory())) {
      create(calls, root, name("f"), "0123456789");
      try (Handle file = calls.openFile(root, name("f"))) {
        for (ByteBuffer buffer :
            List.of(ByteBuffer.allocate(20), ByteBuffer.allocateDirect(20).position(3))) {
          int start = buffer.position();
          assertThat(calls.read(file, buffer.limit(start + 4), 6)).isEqualTo(4);
          assertThat(calls.read(file, buffer.limit(start + 8), 8)).isEqualTo(2);
          assertThat(calls.read(file, buffer, 10)).isEqualTo(-1);
          assertThat(calls.read(file, buffer, 1L << 40)).isEqualTo(-1);
          assertThat(UTF_8.decode(buffer.flip().position(start)).toString()).isEqualTo("678989");
        }
        ByteBuffer one = ByteBuffer.allocate(1);
        assertThat(calls.read(file, one)).isEqualTo(1);
        assertThat(one.get(0)).isEqualTo((byte) '0');
        assertThat(calls.read(file, one, 5)).isZero();
        fails("EINVAL", () -> calls.read(file, one.clear(), -1));
      }
      fails("EISDIR", () -> calls.read(root, ByteBuffer.allocate(1), 0));
    }
  }

  @Test
  default void namesAndTargetsKeepEveryByte() throws IOException {
    HostCalls calls = calls();
    byte[] odd = "a\u00ff\u0080 \n\t\\*".getBytes(ISO_8859_1);
    try (Handle root = calls.openRoot(directory())) {
      create(calls, root, odd, "x");
      calls.makeSymlink(root, name("link"), odd);
      calls.makeDirectory(root, "d\u00e9".getBytes(UTF_8), 0755);
      assertThat(calls.list(root))
          .containsExactlyInAnyOrder(odd, name("link"), "d\u00e9".getBytes(UTF_8));
      assertThat(calls.list(root)).as("a second listing").hasSize(3);
      assertThat(calls.readLink(root, name("link"))).isEqualTo(odd);
      assertThat(contentOf(calls, root, "link"))
          .as("opened through the link")
          .asString()
          .isEqualTo("x");
    }
  }

  @Test
  default void manyNamesAreAllListed() throws IOException {
    HostCalls calls = calls();
    String longName = "n".repeat(240);
    try (Handle root = calls.openRoot(directory())) {
      for (int i = 0; i < 1000; i++) {
        create(calls, root, name(longName + i), "");
      }
      assertThat(calls.list(root).stream().map(bytes -> new String(bytes, UTF_8)).distinct())
          .hasSize(1000);
    }
  }

  @Test
  default void whatIsNotOneNameIsRefused() throws IOException {
    HostCalls calls = calls();
    try (Handle root = calls.openRoot(directory())) {
      for (String bad : List.of("", ".", "..", "a/b", "/a", "a/", "a\0b")) {
        assertThatThrownBy(() -> calls.createFile(root, name(bad), 0600))
            .as(bad)
            .isInstanceOf(IllegalArgumentException.class);
      }
      fails("ENAMETOOLONG", () -> calls.createFile(root, name("n".repeat(256)), 0600));
      fails("ENAMETOOLONG", () -> calls.createFile(root, name("n".repeat(70_000)), 0600));
      fails("ENAMETOOLONG", () -> calls.makeSymlink(root, name("l"), name("t".repeat(4096))));
      assertThat(calls.list(root)).isEmpty();
    }
  }

  @Test
  default void createNeverTakesOverWhatIsThere() throws IOException {
    HostCalls calls = calls();
    try (Handle root = calls.openRoot(directory())) {
      create(calls, root, name("victim"), "old");
      calls.makeSymlink(root, name("link"), name("victim"));
      calls.makeSymlink(root, name("dangling"), name("nowhere"));
      calls.makeDirectory(root, name("d"), 0755);
      for (String taken : List.of("victim", "link", "dangling", "d")) {
        fails("EEXIST", () -> calls.createFile(root, name(taken), 0600));
        fails("EEXIST", () -> calls.makeDirectory(root, name(taken), 0700));
        fails("EEXIST", () -> calls.makeSymlink(root, name(taken), name("x")));
        fails("EEXIST", () -> calls.makeNode(root, name(taken), NodeType.FIFO, 0600, 0, 0));
        fails("EEXIST", () -> calls.makeHardLink(root, name("victim"), root, name(taken)));
      }
      assertThat(contentOf(calls, root, "victim")).asString().isEqualTo("old");
      assertThat(calls.list(root)).hasSize(4);
    }
  }

  @Test
  default void attributesByNameTouchTheLinkItself() throws IOException {
    HostCalls calls = calls();
    try (Handle root = calls.openRoot(directory())) {
      create(calls, root, name("victim"), "old");
      FileStatus before = calls.status(root, name("victim"));
      calls.makeSymlink(root, name("link"), name("victim"));
      calls.setOwner(root, name("link"), 11, 12);
      calls.setTimes(root, name("link"), -5, 123_456_789);
      fails("ELOOP", () -> calls.setMode(root, name("link"), 0777));
      fails("EPERM", () -> calls.setXattr(root, name("link"), "user.a", new byte[1]));
      FileStatus link = calls.status(root, name("link"));
      assertThat(List.of(link.uid(), link.gid(), link.mtimeNanos()))
          .containsExactly(11, 12, 123_456_789);
      assertThat(link.mtimeSeconds()).isEqualTo(-5);
      assertThat(link.type()).isEqualTo(NodeType.SYMLINK);
      assertThat(link.size()).isEqualTo(6);
      assertThat(calls.status(root, name("victim"))).isEqualTo(before);
      assertThat(calls.xattrs(root, name("victim"))).isEmpty();
    }
  }

  @Test
  default void chownUndoesSetuidAndCapabilities() throws IOException {
    HostCalls calls = calls();
    try (Handle root = calls.openRoot(directory());
        Handle file = calls.createFile(root, name("f"), 0600)) {
      calls.setMode(file, 06755);
      calls.setXattr(file, "security.capability", CAPABILITY);
      assertThat(calls.xattrs(root, name("f")).get("security.capability")).isEqualTo(CAPABILITY);
      assertThat(calls.status(file).mode()).isEqualTo(06755);
      calls.setOwner(file, 3, 4);
      assertThat(calls.status(file).mode()).isEqualTo(0755);
      assertThat(calls.xattrs(root, name("f"))).isEmpty();
      calls.setMode(root, name("f"), 04711);
      calls.setXattr(root, name("f"), "security.capability", CAPABILITY);
      calls.setTimes(file, 1_700_000_000L, 1);
      FileStatus status = calls.status(root, name("f"));
      assertThat(List.of(status.mode(), status.uid(), status.gid(), status.mtimeNanos()))
          .containsExactly(04711, 3, 4, 1);
      assertThat(calls.xattrs(root, name("f"))).containsOnlyKeys("security.capability");
    }
  }

  @Test
  default void directoriesKeepTheirAttributes() throws IOException {
    HostCalls calls = calls();
    try (Handle root = calls.openRoot(directory())) {
      calls.makeDirectory(root, name("d"), 0755);
      try (Handle directory = calls.openDirectory(root, name("d"))) {
        calls.setOwner(directory, 1, 2);
        calls.setMode(directory, 03771);
        calls.setXattr(directory, "user.note", new byte[] {0, (byte) 0xff});
        calls.setTimes(directory, 42, 7);
        FileStatus status = calls.status(directory);
        assertThat(status).isEqualTo(calls.status(root, name("d")));
        assertThat(List.of(status.mode(), status.uid(), status.gid(), status.mtimeNanos()))
            .containsExactly(03771, 1, 2, 7);
        assertThat(calls.xattrs(root, name("d")).get("user.note"))
            .isEqualTo(new byte[] {0, (byte) 0xff});
        assertThat(calls.xattrs(directory).get("user.note")).isEqualTo(new byte[] {0, (byte) 0xff});
      }
      assertThat(calls.availableBytes(root)).isBetween(1L, 1L << 60);
    }
  }

  @Test
  default void devicesAndTheirLikeAreMade() throws IOException {
    HostCalls calls = calls();
    try (Handle root = calls.openRoot(directory())) {
      calls.makeNode(root, name("tty"), NodeType.CHARACTER_DEVICE, 0600, 5, 300_000);
      calls.makeNode(root, name("disk"), NodeType.BLOCK_DEVICE, 0600, 4000, 1);
      calls.makeNode(root, name("fifo"), NodeType.FIFO, 0600, 0, 0);
      calls.makeNode(root, name("socket"), NodeType.SOCKET, 0600, 0, 0);
      FileStatus tty = calls.status(root, name("tty"));
      assertThat(tty.type()).isEqualTo(NodeType.CHARACTER_DEVICE);
      assertThat(List.of(tty.deviceMajor(), tty.deviceMinor())).containsExactly(5, 300_000);
      FileStatus disk = calls.status(root, name("disk"));
      assertThat(disk.type()).isEqualTo(NodeType.BLOCK_DEVICE);
      assertThat(List.of(disk.deviceMajor(), disk.deviceMinor())).containsExactly(4000, 1);
      assertThat(calls.status(root, name("fifo")).type()).isEqualTo(NodeType.FIFO);
      assertThat(calls.status(root, name("socket")).type()).isEqualTo(NodeType.SOCKET);
      for (String special : List.of("tty", "disk", "fifo", "socket")) {
        fails("ENXIO", () -> calls.openInRoot(root, TreePath.of(special)));
        fails("ENXIO", () -> calls.openFile(root, name(special)));
        calls.setMode(root, name(special), 0642);
        assertThat(calls.status(root, name(special)).mode()).isEqualTo(0642);
      }
    }
  }

  @Test
  default void hardLinksNameTheNodeItself() throws IOException {
    HostCalls calls = calls();
    try (Handle root = calls.openRoot(directory())) {
      create(calls, root, name("a"), "x");
      calls.makeDirectory(root, name("d"), 0755);
      calls.makeSymlink(root, name("link"), name("a"));
      try (Handle directory = calls.openDirectory(root, name("d"))) {
        calls.makeHardLink(root, name("a"), directory, name("b"));
        calls.makeHardLink(root, name("link"), directory, name("c"));
        assertThat(calls.status(directory, name("b"))).isEqualTo(calls.status(root, name("a")));
        assertThat(calls.status(directory, name("b")).links()).isEqualTo(2);
        assertThat(calls.status(directory, name("c")).type()).isEqualTo(NodeType.SYMLINK);
      }
      fails("EPERM", () -> calls.makeHardLink(root, name("d"), root, name("e")));
    }
  }

  @Test
  default void openInRootFollowsLinksAsIfRootWereSlash() throws IOException {
    HostCalls calls = calls();
    Path host = directory();
    try (Handle above = calls.openRoot(host)) {
      create(calls, above, name("secret"), "host");
      calls.makeDirectory(above, name("root"), 0755);
      try (Handle root = calls.openRoot(host.resolve("root"))) {
        calls.makeDirectory(root, name("usr"), 0755);
        try (Handle usr = calls.openDirectory(root, name("usr"))) {
          calls.makeDirectory(usr, name("lib"), 0755);
          calls.makeSymlink(usr, name("up"), name("../../../etc"));
          create(calls, usr, name("secret"), "image");
        }
        calls.makeDirectory(root, name("etc"), 0755);
        try (Handle etc = calls.openDirectory(root, name("etc"))) {
          create(calls, etc, name("passwd"), "root");
        }
        calls.makeSymlink(root, name("lib"), name("usr/lib"));
        calls.makeSymlink(root, name("absolute"), name("/usr/../usr//./secret"));
        calls.makeSymlink(root, name("escape"), name("../secret"));
        calls.makeSymlink(root, name("slash"), name("/usr/secret/"));
        calls.makeSymlink(root, name("loop"), name("loop"));
        calls.makeSymlink(root, name("hostpath"), name(host.resolve("secret").toString()));
        assertThat(contentOf(calls, root, "usr/up/passwd")).asString().isEqualTo("root");
        assertThat(contentOf(calls, root, "absolute")).asString().isEqualTo("image");
        fails("ENOENT", () -> calls.openInRoot(root, TreePath.of("escape")));
        fails("ENOENT", () -> calls.openInRoot(root, TreePath.of("hostpath")));
        fails("ELOOP", () -> calls.openInRoot(root, TreePath.of("loop")));
        fails("ENOTDIR", () -> calls.openInRoot(root, TreePath.of("usr/secret/x")));
        fails("ENOTDIR", () -> calls.openInRoot(root, TreePath.of("slash")));
        try (Handle lib = calls.openInRoot(root, TreePath.of("lib"))) {
          assertThat(calls.status(lib).type()).isEqualTo(NodeType.DIRECTORY);
        }
        try (Handle self = calls.openInRoot(root, TreePath.ROOT)) {
          assertThat(calls.status(self)).isEqualTo(calls.status(root));
        }
      }
    }
  }

  @Test
  default void linkChainsAreBoundedByForty() throws IOException {
    HostCalls calls = calls();
    try (Handle root = calls.openRoot(directory())) {
      create(calls, root, name("link0"), "end");
      for (int i = 1; i <= 41; i++) {
        calls.makeSymlink(root, name("link" + i), name("link" + (i - 1)));
      }
      assertThat(contentOf(calls, root, "link40")).asString().isEqualTo("end");
      fails("ELOOP", () -> calls.openInRoot(root, TreePath.of("link41")));
    }
  }

  @Test
  default void opensByNameDoNotFollow() throws IOException {
    HostCalls calls = calls();
    try (Handle root = calls.openRoot(directory())) {
      create(calls, root, name("f"), "x");
      calls.makeDirectory(root, name("d"), 0755);
      calls.makeSymlink(root, name("tofile"), name("f"));
      calls.makeSymlink(root, name("todir"), name("d"));
      fails("ELOOP", () -> calls.openFile(root, name("tofile")));
      fails("EISDIR", () -> calls.openFile(root, name("d")));
      assertThatThrownBy(() -> calls.openDirectory(root, name("todir")))
          .isInstanceOfSatisfying(
              HostCallException.class, e -> assertThat(e.errno()).isIn("ELOOP", "ENOTDIR"));
      fails("ENOTDIR", () -> calls.openDirectory(root, name("f")));
      fails("ENOENT", () -> calls.openFile(root, name("none")));
      fails("ENOENT", () -> calls.status(root, name("none")));
      fails("EINVAL", () -> calls.readLink(root, name("f")));
    }
  }

  @Test
  default void removalTellsDirectoriesFromTheRest() throws IOException {
    HostCalls calls = calls();
    try (Handle root = calls.openRoot(directory())) {
      create(calls, root, name("f"), "x");
      calls.makeDirectory(root, name("d"), 0755);
      calls.makeSymlink(root, name("todir"), name("d"));
      try (Handle directory = calls.openDirectory(root, name("d"))) {
        create(calls, directory, name("inside"), "x");
      }
      fails("EISDIR", () -> calls.unlink(root, name("d")));
      fails("ENOTDIR", () -> calls.removeDirectory(root, name("f")));
      fails("ENOTDIR", () -> calls.removeDirectory(root, name("todir")));
      fails("ENOTEMPTY", () -> calls.removeDirectory(root, name("d")));
      fails("ENOENT", () -> calls.unlink(root, name("none")));
      calls.unlink(root, name("todir"));
      calls.unlink(root, name("f"));
      assertThat(calls.list(root)).containsExactly(name("d"));
    }
  }

  @Test
  default void renamesReplaceRefuseOrSwap() throws IOException {
    HostCalls calls = calls();
    Path host = directory();
    try (Handle root = calls.openRoot(host)) {
      create(calls, root, name("a"), "1");
      create(calls, root, name("b"), "2");
      calls.rename(root, name("a"), root, name("b"));
      assertThat(contentOf(calls, root, "b")).asString().isEqualTo("1");
      calls.makeDirectory(root, name("old"), 0755);
      calls.makeDirectory(root, name("new"), 0755);
      try (Handle inside = calls.openDirectory(root, name("new"))) {
        create(calls, inside, name("f"), "new");
      }
      fails("EEXIST", () -> calls.renameNoReplace(host.resolve("new"), host.resolve("old")));
      calls.exchange(host.resolve("new"), host.resolve("old"));
      assertThat(contentOf(calls, root, "old/f")).asString().isEqualTo("new");
      calls.renameNoReplace(host.resolve("old"), host.resolve("moved"));
      assertThat(contentOf(calls, root, "moved/f")).asString().isEqualTo("new");
      fails("ENOTEMPTY", () -> calls.rename(root, name("new"), root, name("moved")));
      fails("ENOENT", () -> calls.exchange(host.resolve("none"), host.resolve("moved")));
      assertThat(calls.list(root)).containsExactlyInAnyOrder(name("b"), name("new"), name("moved"));
      calls.sync(root);
      calls.syncFileSystem(root);
      assertThat(calls.mountsBelow(root)).isEmpty();
    }
  }

  @Test
  default void aClosedHandleIsDead() throws IOException {
    HostCalls calls = calls();
    Handle root = calls.openRoot(directory());
    root.close();
    root.close();
    fails("EBADF", () -> calls.list(root));
    fails("EBADF", () -> calls.status(root));
  }

  private static void fails(String errno, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            HostCallException.class, e -> assertThat(e.errno()).isEqualTo(errno));
  }

  private static void create(HostCalls calls, Handle directory, byte[] name, String content)
      throws IOException {
    try (Handle file = calls.createFile(directory, name, 0644)) {
      calls.write(file, ByteBuffer.wrap(content.getBytes(UTF_8)));
    }
  }

  private static byte[] contentOf(HostCalls calls, Handle root, String path) throws IOException {
    try (Handle file = calls.openInRoot(root, TreePath.of(path))) {
      ByteBuffer buffer = ByteBuffer.allocate(1 << 20);
      while (calls.read(file, buffer) >= 0) {
        assertThat(buffer.hasRemaining()).isTrue();
      }
      byte[] content = new byte[buffer.flip().remaining()];
      buffer.get(content);
      return content;
    }
  }

  private static byte[] name(String name) {
    return name.getBytes(UTF_8);
  }
}
