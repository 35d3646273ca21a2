package org.cmimage.core.rootfs;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.util.SortedMap;
import org.cmimage.core.syscall.HostCalls;
import org.cmimage.core.syscall.HostCalls.Handle;
import org.cmimage.core.syscall.TreeDump;
import org.cmimage.core.tree.TreePath;

/** What the contracts of trees are tried on. */
public interface RootfsTrial {
  /** The calls under test. */
  HostCalls calls();

  /** An empty directory of the host, for this test alone. */
  Path directory() throws IOException;

  /** An empty tree beside a victim that nothing may change. */
  default Rootfs tree() throws IOException {
    try (Handle top = calls().openRoot(directory())) {
      calls().makeDirectory(top, "tree".getBytes(UTF_8), 0755);
      calls().makeDirectory(top, "victim".getBytes(UTF_8), 0755);
    }
    try (Rootfs victim = Rootfs.open(calls(), directory().resolve("victim"))) {
      victim.write(TreePath.of("file"), "victim".getBytes(UTF_8), 0600);
      victim.link(TreePath.of("link"), "file".getBytes(UTF_8));
    }
    return Rootfs.open(calls(), directory().resolve("tree"));
  }

  /** What a directory of {@link #directory} holds. */
  default SortedMap<String, String> dump(String name) throws IOException {
    return TreeDump.of(calls(), directory().resolve(name));
  }
}
