package org.cmimage.core.rootfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.cmimage.core.syscall.HostCalls.Handle;
import org.cmimage.core.syscall.InMemoryHostCalls;
import org.cmimage.core.tree.TreePath;
import org.junit.jupiter.api.Test;

class TreeExtentTest {
  private static final Path DIRECTORY = Path.of("/cluster");

  @Test
  void aFileWithSeveralNamesCountsOnce() throws IOException {
    InMemoryHostCalls calls = new InMemoryHostCalls().withDirectory(DIRECTORY);
    try (Rootfs cluster = Rootfs.open(calls, DIRECTORY)) {
      cluster.write(TreePath.of("tree/a"), new byte[5], 0644);
      cluster.write(TreePath.of("tree/b"), new byte[7], 0644);
    }
    try (Handle tree = calls.openRoot(DIRECTORY.resolve("tree"));
        Handle outside = calls.openRoot(DIRECTORY)) {
      calls.makeHardLink(tree, bytes("a"), tree, bytes("second"));
      calls.makeHardLink(tree, bytes("a"), outside, bytes("third"));
    }
    assertThat(TreeExtent.of(calls, DIRECTORY.resolve("tree"))).isEqualTo(new TreeExtent(3, 12));
    assertThat(TreeExtent.whole(calls, DIRECTORY.resolve("tree"))).isEqualTo(new TreeExtent(3, 12));
  }

  private static byte[] bytes(String name) {
    return TreePath.of(name).bytes();
  }
}
