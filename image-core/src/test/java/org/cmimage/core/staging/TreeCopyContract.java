package org.cmimage.core.staging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.cmimage.core.manifest.TreeManifest;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.rootfs.RootfsTrial;
import org.cmimage.core.syscall.FileStatus;
import org.cmimage.core.syscall.HostCalls;
import org.cmimage.core.syscall.HostCalls.Handle;
import org.cmimage.core.syscall.TreeDump;
import org.cmimage.core.tree.NodeType;
import org.cmimage.core.tree.TreePath;
import org.junit.jupiter.api.Test;

/** A copy is the tree again, and nothing of it is shared with the original. */
public interface TreeCopyContract extends RootfsTrial {
  @Test
  default void aCopyHasEverythingThatTheTreeHas() throws IOException {
    HostCalls calls = calls();
    try (Rootfs tree = tree();
        Handle top = calls.openRoot(directory())) {
      tree.write(TreePath.of("etc/shadow"), "secret".getBytes(UTF_8), 0640);
      tree.write(TreePath.of("usr/bin/su"), new byte[70_000], 04755);
      tree.write(TreePath.of("empty"), new byte[0], 0600);
      tree.link(TreePath.of("bin"), "usr/bin".getBytes(UTF_8));
      tree.link(TreePath.of("etc/dangling"), "/no/such".getBytes(UTF_8));
      try (Handle root = calls.openRoot(tree.directory());
          Handle bin = calls.openInRoot(root, TreePath.of("usr/bin"))) {
        calls.makeHardLink(bin, "su".getBytes(UTF_8), root, "again".getBytes(UTF_8));
        calls.makeHardLink(bin, "su".getBytes(UTF_8), bin, "third".getBytes(UTF_8));
        calls.makeNode(root, "fifo".getBytes(UTF_8), NodeType.FIFO, 0600, 0, 0);
        calls.makeNode(root, "null".getBytes(UTF_8), NodeType.CHARACTER_DEVICE, 0600, 1, 3);
        try (Handle sparse = calls.createFile(root, "sparse".getBytes(UTF_8), 0600)) {
          calls.skip(sparse, 1 << 20);
          calls.write(sparse, ByteBuffer.wrap("in the middle".getBytes(UTF_8)));
          calls.truncate(sparse, 3 << 20);
        }
        calls.setXattr(root, "sparse".getBytes(UTF_8), "user.note", new byte[] {0, 1, -1});
        calls.setOwner(root, "etc".getBytes(UTF_8), 7, 8);
        calls.setMode(root, "etc".getBytes(UTF_8), 02751);
        calls.setTimes(root, "etc".getBytes(UTF_8), 1_000_000_001L, 123_456_789);
        calls.setTimes(root, "empty".getBytes(UTF_8), -5, 0);
      }
      calls.makeDirectory(top, "copy".getBytes(UTF_8), 0700);
      try (Rootfs copy = Rootfs.open(calls, directory().resolve("copy"))) {
        TreeCopy.Report report = TreeCopy.copy(tree, copy);

        assertThat(report.bytes()).isEqualTo(6 + 70_000 + (3 << 20));
        assertThat(TreeDump.of(calls, copy.directory()))
            .isEqualTo(TreeDump.of(calls, tree.directory()));
        assertThat(TreeManifest.of(copy).countOther(TreeManifest.of(tree))).isZero();
        FileStatus first = copy.status(TreePath.of("again")).orElseThrow();
        assertThat(first.links()).isEqualTo(3);
        assertThat(first.inode())
            .isEqualTo(copy.status(TreePath.of("usr/bin/third")).orElseThrow().inode())
            .isNotEqualTo(tree.status(TreePath.of("again")).orElseThrow().inode());

        try (Handle root = calls.openRoot(copy.directory())) {
          calls.unlink(root, "again".getBytes(UTF_8));
        }
        assertThat(tree.status(TreePath.of("again"))).isPresent();
      }
    }
  }
}
