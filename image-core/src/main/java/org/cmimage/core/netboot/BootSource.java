package org.cmimage.core.netboot;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.cmimage.core.format.KernelImage;
import org.cmimage.core.rootfs.PositionedFile;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.syscall.FileStatus;
import org.cmimage.core.syscall.HostCalls;
import org.cmimage.core.tree.TreePath;

/**
 * A file of a tree that is copied for nodes.
 *
 * @param tree the tree's directory; links in it cannot lead out
 * @param path below it
 * @param status of the file itself
 */
record BootSource(Path tree, TreePath path, FileStatus status) {
  /** Returns the first of these that is a regular file, links inside the tree followed. */
  static Optional<BootSource> first(Rootfs tree, List<TreePath> paths) throws IOException {
    for (TreePath path : paths) {
      Optional<PositionedFile> file = tree.openPositioned(path);
      if (file.isPresent()) {
        try (PositionedFile opened = file.get()) {
          return Optional.of(new BootSource(tree.directory(), path, opened.status()));
        }
      }
    }
    return Optional.empty();
  }

  /** Returns what tells this content from another one without reading it. */
  String stamp() {
    return stamp(status);
  }

  /** Returns what changes whenever a file is written or replaced. */
  static String stamp(FileStatus status) {
    return status.inode()
        + ":"
        + status.size()
        + ":"
        + status.mtimeSeconds()
        + "."
        + status.mtimeNanos();
  }

  /** Returns the path for messages. */
  String shown() {
    return tree.resolve(path.toString().replaceFirst("^/+", "")).toString();
  }

  /** Opens the content as loaders need it: the kernel of arm64 without compression. */
  Content open(HostCalls calls) throws IOException {
    Rootfs opened = Rootfs.open(calls, tree);
    InputStream in;
    try {
      in =
          opened
              .openFile(path)
              .orElseThrow(() -> new IOException("expected a regular file, found none"));
    } catch (IOException | RuntimeException e) {
      opened.close();
      throw e;
    }
    return new Content(opened, in);
  }

  /** Returns whether a loader would have to unpack the kernel, which not each can. */
  boolean isPacked(HostCalls calls) throws IOException {
    try (Content content = open(calls)) {
      return KernelImage.parse(content.in.readNBytes(KernelImage.HEAD))
          .filter(kernel -> kernel.format().startsWith("gzip "))
          .isPresent();
    }
  }

  /** The bytes of a source. */
  record Content(Rootfs tree, InputStream in) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      try {
        in.close();
      } finally {
        tree.close();
      }
    }
  }
}
