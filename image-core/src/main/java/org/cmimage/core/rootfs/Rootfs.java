package org.cmimage.core.rootfs;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.cmimage.core.spi.FileStatus;
import org.cmimage.core.spi.HostCalls;
import org.cmimage.core.spi.TreePath;

/**
 * An open image tree. Paths are resolved as a process whose root is the tree would resolve them: a
 * link, absolute or with {@code ..}, cannot lead out. Thread-safe; holds one descriptor until
 * closed.
 */
public final class Rootfs implements Closeable {
  private final HostCalls calls;
  private final Path directory;

  private Rootfs(HostCalls calls, Path directory) {
    this.calls = calls;
    this.directory = directory;
  }

  /** Opens the tree in an existing directory of the host. */
  public static Rootfs open(HostCalls calls, Path directory) throws IOException {
    return new Rootfs(calls, directory);
  }

  /**
   * Where the tree is on the host. For mounting and messages; not to be read or written through.
   */
  public Path directory() {
    return directory;
  }

  /** The system calls this tree is reached through. */
  public HostCalls calls() {
    return calls;
  }

  /** A writer that fills the tree. */
  public RootfsWriter writer() {
    throw new UnsupportedOperationException("skeleton");
  }

  /**
   * The status of what {@code path} names, the last component not followed if it is a link; empty
   * if there is nothing.
   */
  public Optional<FileStatus> status(TreePath path) throws IOException {
    throw new UnsupportedOperationException("skeleton");
  }

  /**
   * The content of the regular file that {@code path} names, links inside the tree followed; empty
   * if there is none.
   *
   * @throws IOException also where it is longer than {@code limit} bytes or is not a regular file
   */
  public Optional<byte[]> read(TreePath path, int limit) throws IOException {
    throw new UnsupportedOperationException("skeleton");
  }

  /**
   * Creates or replaces a regular file, owned by root, in one step. Missing directories above it
   * are made with mode 0755. A link in the place of the file is replaced, not followed.
   */
  public void write(TreePath path, byte[] content, int mode) throws IOException {
    throw new UnsupportedOperationException("skeleton");
  }

  /** The target of the link at {@code path}; empty if there is no link. */
  public Optional<byte[]> readLink(TreePath path) throws IOException {
    throw new UnsupportedOperationException("skeleton");
  }

  /** Creates or replaces a symbolic link. */
  public void link(TreePath path, byte[] target) throws IOException {
    throw new UnsupportedOperationException("skeleton");
  }

  /** The paths of what is in a directory, sorted; empty if there is no such directory. */
  public List<TreePath> list(TreePath directory) throws IOException {
    throw new UnsupportedOperationException("skeleton");
  }

  /**
   * Removes a node and everything below it; nothing happens if it is not there. Never follows a
   * link, never leaves the file system.
   */
  public void delete(TreePath path) throws IOException {
    throw new UnsupportedOperationException("skeleton");
  }

  /** Renames inside the tree, replacing what stands at {@code to}. */
  public void rename(TreePath from, TreePath to) throws IOException {
    throw new UnsupportedOperationException("skeleton");
  }

  /**
   * Calls {@code visitor} for every node below the root, a directory before what is in it, in no
   * other order, on several threads.
   */
  public void walk(Visitor visitor) throws IOException {
    throw new UnsupportedOperationException("skeleton");
  }

  @Override
  public void close() {}

  /** Takes the nodes of a walk. Called from several threads at once. */
  @FunctionalInterface
  public interface Visitor {
    /**
     * Takes one node.
     *
     * @param parent the open directory it is in, valid during the call; with {@code path.name()} it
     *     reaches the node itself
     */
    void visit(HostCalls.Handle parent, TreePath path, FileStatus status) throws IOException;
  }
}
