package org.cmimage.core.rootfs;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.cmimage.core.syscall.FileStatus;
import org.cmimage.core.syscall.HostCallException;
import org.cmimage.core.syscall.HostCalls;
import org.cmimage.core.tree.NodeType;
import org.cmimage.core.tree.TreePath;
import org.cmimage.core.tree.TreeView;

/**
 * An open image tree. Paths are resolved as a process whose root is the tree would resolve them: a
 * link, absolute or with {@code ..}, cannot lead out. Thread-safe; holds one descriptor until
 * closed.
 */
public final class Rootfs implements Closeable, TreeView {
  private static final int PARENT_MODE = 0755;

  /** The prefix of the names of files that are not at their final name yet. */
  public static final String TEMPORARY_PREFIX = ".cm-image-new-";

  private static final int NAME_MAX = 255;

  /** The errors for a path that leads nowhere, besides ENOENT. */
  private static final String[] NAMES_NOTHING = {"ELOOP", "ENAMETOOLONG", "ENXIO"};

  private final HostCalls calls;
  private final Path directory;
  private final HostCalls.Handle root;
  private final WrittenFiles written = new WrittenFiles();

  private Rootfs(HostCalls calls, Path directory, HostCalls.Handle root) {
    this.calls = calls;
    this.directory = directory;
    this.root = root;
  }

  /** Opens the tree in an existing directory of the host. */
  public static Rootfs open(HostCalls calls, Path directory) throws IOException {
    return new Rootfs(calls, directory, calls.openRoot(directory));
  }

  /** Returns the tree's path on the host. For mounting and messages; not for reading or writing. */
  public Path directory() {
    return directory;
  }

  /** Returns the system calls for access to this tree. */
  public HostCalls calls() {
    return calls;
  }

  /** Returns the handle of the root, for writers below it. */
  public HostCalls.Handle root() {
    return root;
  }

  /** Returns the digests of files known since they were written. */
  public WrittenFiles written() {
    return written;
  }

  /**
   * Returns the digest of a regular file met on a {@link #walk}. A file that a writer of this
   * object wrote, and whose size and time are unchanged, is not read for it.
   *
   * @param form empty for the form that follows from the file's holes
   */
  public ContentDigest digest(
      HostCalls.Handle parent, byte[] name, FileStatus status, Optional<ContentDigest.Form> form)
      throws IOException {
    return written.digest(calls, parent, name, status, form);
  }

  /**
   * Returns the first bytes of a regular file met on a {@link #walk}: {@value
   * WrittenFiles#BEGINNING}, or all of a shorter one. A file that {@link #digest} need not read is
   * not read either.
   */
  public ByteBuffer beginning(HostCalls.Handle parent, byte[] name, FileStatus status)
      throws IOException {
    return written.beginning(calls, parent, name, status);
  }

  /**
   * Returns the status of the node at {@code path}, the last component not followed if it is a
   * link; empty if there is none, also where links on the way form a loop.
   */
  public Optional<FileStatus> status(TreePath path) throws IOException {
    if (path.isRoot()) {
      return Optional.of(calls.status(root));
    }
    return ifThere(
        () -> {
          try (HostCalls.Handle parent = calls.openInRoot(root, path.parent())) {
            return calls.status(parent, path.name());
          }
        },
        NAMES_NOTHING);
  }

  /** Returns the extended attributes of the root. */
  public Map<String, byte[]> rootXattrs() throws IOException {
    return calls.xattrs(root);
  }

  /**
   * Returns the content of the regular file at {@code path}, links inside the tree followed; empty
   * if there is none.
   *
   * @throws IOException also where it is longer than {@code limit} bytes or is not a regular file
   */
  @Override
  public Optional<byte[]> read(TreePath path, int limit) throws IOException {
    return ifThere(
        () -> {
          try (HostCalls.Handle file = calls.openInRoot(root, path)) {
            FileStatus status = calls.status(file);
            if (status.type() != NodeType.REGULAR || status.size() > limit) {
              boolean regular = status.type() == NodeType.REGULAR;
              String found = regular ? status.size() + " bytes" : status.type().name();
              throw new IOException(
                  "cannot read \""
                      + path
                      + "\": expected a file of at most "
                      + limit
                      + " bytes, found "
                      + found);
            }
            return content(file, (int) status.size());
          }
        });
  }

  /**
   * Opens the regular file at {@code path}, links inside the tree followed, for reading from its
   * start; empty if there is none: no such name, a dangling link or a loop of links, or a node of
   * another type. For one thread, to be closed before the tree is.
   */
  public Optional<InputStream> openFile(TreePath path) throws IOException {
    return openRegular(path, (file, status) -> new FileStream(calls, file));
  }

  /**
   * Opens the regular file at {@code path} for reading at any position, with its present length;
   * empty as {@link #openFile}.
   */
  public Optional<PositionedFile> openPositioned(TreePath path) throws IOException {
    return openRegular(path, (file, status) -> new PositionedFile(calls, file, status));
  }

  private <T> Optional<T> openRegular(
      TreePath path, BiFunction<HostCalls.Handle, FileStatus, T> opening) throws IOException {
    Optional<HostCalls.Handle> opened = ifThere(() -> calls.openInRoot(root, path), NAMES_NOTHING);
    if (opened.isEmpty()) {
      return Optional.empty();
    }
    HostCalls.Handle file = opened.get();
    boolean regular = false;
    try {
      FileStatus status = calls.status(file);
      regular = status.type() == NodeType.REGULAR;
      return regular ? Optional.of(opening.apply(file, status)) : Optional.empty();
    } finally {
      if (!regular) {
        file.close();
      }
    }
  }

  /** Returns whether {@code path} exists, links inside the tree followed. */
  public boolean exists(TreePath path) throws IOException {
    Optional<HostCalls.Handle> opened = ifThere(() -> calls.openInRoot(root, path), NAMES_NOTHING);
    opened.ifPresent(HostCalls.Handle::close);
    return opened.isPresent();
  }

  /** Returns whether {@code path} is a directory, links inside the tree followed. */
  public boolean isDirectory(TreePath path) throws IOException {
    Optional<HostCalls.Handle> opened = ifThere(() -> calls.openInRoot(root, path), NAMES_NOTHING);
    if (opened.isEmpty()) {
      return false;
    }
    try (HostCalls.Handle handle = opened.get()) {
      return calls.status(handle).type() == NodeType.DIRECTORY;
    }
  }

  private byte[] content(HostCalls.Handle file, int size) throws IOException {
    ByteBuffer content = ByteBuffer.allocate(size);
    while (content.hasRemaining() && calls.read(file, content) >= 0) {
      // until the buffer is full, or another process truncates the file
    }
    return Arrays.copyOf(content.array(), content.position());
  }

  /**
   * Creates or replaces a regular file, owned by root, atomically. Missing parent directories are
   * made with mode 0755. A link at {@code path} is replaced, not followed.
   */
  public void write(TreePath path, byte[] content, int mode) throws IOException {
    write(path, mode, out -> out.write(content));
  }

  /**
   * Creates or replaces a regular file in the same way, with content produced while it is written.
   *
   * @param content gets a stream that is fastest with large writes
   */
  public void write(TreePath path, int mode, Content content) throws IOException {
    replace(
        path,
        (parent, name) -> {
          try (HostCalls.Handle file = calls.createFile(parent, name, mode & 0600)) {
            content.writeTo(new FileOutput(calls, file));
            calls.setOwner(file, 0, 0);
            calls.setMode(file, mode);
          }
        });
  }

  /**
   * Creates or replaces a regular file in the same way, with owner and mode of another file, such
   * as the replaced one.
   */
  public void write(TreePath path, byte[] content, FileStatus like) throws IOException {
    replace(
        path,
        (parent, name) -> {
          try (HostCalls.Handle file = calls.createFile(parent, name, like.mode() & 0600)) {
            new FileOutput(calls, file).write(content);
            calls.setOwner(file, like.uid(), like.gid());
            calls.setMode(file, like.mode());
          }
        });
  }

  /**
   * Sets the times of the node at {@code path}, the last component not followed if it is a link.
   */
  public void setTimes(TreePath path, long seconds, int nanos) throws IOException {
    if (path.isRoot()) {
      calls.setTimes(root, seconds, nanos);
      return;
    }
    try (HostCalls.Handle parent = calls.openInRoot(root, path.parent())) {
      calls.setTimes(parent, path.name(), seconds, nanos);
    }
  }

  /** Returns the target of the link at {@code path}; empty if there is no link. */
  public Optional<byte[]> readLink(TreePath path) throws IOException {
    if (path.isRoot()) {
      return Optional.empty();
    }
    return ifThere(
        () -> {
          try (HostCalls.Handle parent = calls.openInRoot(root, path.parent())) {
            return calls.readLink(parent, path.name());
          }
        },
        "EINVAL");
  }

  /**
   * Creates or replaces a symbolic link, owned by root. Missing parent directories are made with
   * mode 0755.
   */
  public void link(TreePath path, byte[] target) throws IOException {
    replace(
        path,
        (parent, name) -> {
          calls.makeSymlink(parent, name, target);
          calls.setOwner(parent, name, 0, 0);
        });
  }

  /**
   * Returns the paths of the entries of a directory, sorted; empty if there is no such directory.
   */
  @Override
  public List<TreePath> list(TreePath directory) throws IOException {
    return ifThere(
            () -> {
              try (HostCalls.Handle handle = calls.openInRoot(root, directory)) {
                return calls.list(handle).stream().map(directory::resolve).sorted().toList();
              }
            },
            NAMES_NOTHING)
        .orElse(List.of());
  }

  /**
   * Removes a node and everything below it; has no effect if there is none. Never follows a link,
   * never leaves the file system.
   *
   * @throws org.cmimage.core.fault.FaultException with {@link
   *     org.cmimage.core.fault.ErrorCode#IN_USE} where a mount point is below it
   */
  public void delete(TreePath path) throws IOException {
    requireName(path);
    Optional<HostCalls.Handle> parent = ifThere(() -> calls.openInRoot(root, path.parent()));
    if (parent.isPresent()) {
      try (HostCalls.Handle handle = parent.get()) {
        TreeRemoval.remove(calls, handle, path.name(), directory + path.toString());
      }
    }
  }

  /** Renames a node inside the tree, and replaces {@code to}. */
  public void rename(TreePath from, TreePath to) throws IOException {
    requireName(from);
    requireName(to);
    try (HostCalls.Handle source = calls.openInRoot(root, from.parent());
        HostCalls.Handle target = calls.openInRoot(root, to.parent())) {
      calls.rename(source, from.name(), target, to.name());
    }
  }

  /**
   * Calls {@code visitor} for every node below the root, a directory before its entries, in no
   * other order, on several threads. A mount point in the tree is visited as a directory, not
   * entered.
   */
  public void walk(Visitor visitor) throws IOException {
    TreeWalk.walk(calls, root, visitor);
  }

  @Override
  public void close() {
    root.close();
  }

  /** Makes a node under a temporary name and renames it to its final one. */
  private void replace(TreePath path, NodeMaker maker) throws IOException {
    requireName(path);
    byte[] temporary = temporaryName(path.name());
    try (DirectoryCache directories = new DirectoryCache(calls, root, this::makeParent);
        OpenDirectory parent = directories.acquire(path.parent())) {
      // A killed run may have left this node, which no other code would ever remove.
      TreeRemoval.remove(calls, parent.handle(), temporary, path.toString());
      try {
        maker.make(parent.handle(), temporary);
        calls.rename(parent.handle(), temporary, parent.handle(), path.name());
      } catch (IOException e) {
        try {
          TreeRemoval.remove(calls, parent.handle(), temporary, path.toString());
        } catch (IOException left) {
          e.addSuppressed(left);
        }
        throw e;
      }
    }
  }

  /** Returns the same temporary name for a name every time. */
  private static byte[] temporaryName(byte[] name) {
    byte[] prefix = TEMPORARY_PREFIX.getBytes(StandardCharsets.US_ASCII);
    byte[] temporary = Arrays.copyOf(prefix, Math.min(NAME_MAX, prefix.length + name.length));
    System.arraycopy(name, 0, temporary, prefix.length, temporary.length - prefix.length);
    return temporary;
  }

  private void makeParent(OpenDirectory parent, TreePath path) throws IOException {
    try {
      calls.makeDirectory(parent.handle(), path.name(), PARENT_MODE);
    } catch (HostCallException e) {
      if (e.is("EEXIST")) {
        return;
      }
      throw e;
    }
    try (HostCalls.Handle made = calls.openDirectory(parent.handle(), path.name())) {
      calls.setOwner(made, 0, 0);
      calls.setMode(made, PARENT_MODE);
    }
  }

  private static void requireName(TreePath path) {
    if (path.isRoot()) {
      throw new IllegalArgumentException(
          "the root of the tree cannot be written, renamed or deleted");
    }
  }

  private static <T> Optional<T> ifThere(Lookup<T> lookup, String... alsoAbsent)
      throws IOException {
    try {
      return Optional.of(lookup.get());
    } catch (HostCallException e) {
      if (e.is("ENOENT") || e.is("ENOTDIR") || List.of(alsoAbsent).contains(e.errno())) {
        return Optional.empty();
      }
      throw e;
    }
  }

  @FunctionalInterface
  private interface Lookup<T> {
    T get() throws IOException;
  }

  @FunctionalInterface
  private interface NodeMaker {
    void make(HostCalls.Handle parent, byte[] name) throws IOException;
  }

  /** A writer of the content of a file. */
  @FunctionalInterface
  public interface Content {
    /** Writes the whole content; does not close the stream. */
    void writeTo(OutputStream out) throws IOException;
  }

  /** A visitor of the nodes of a walk. Called from several threads at once. */
  @FunctionalInterface
  public interface Visitor {
    /**
     * Visits one node.
     *
     * @param parent the open directory it is in, valid during the call; with {@code path.name()} it
     *     leads to the node itself
     */
    void visit(HostCalls.Handle parent, TreePath path, FileStatus status) throws IOException;
  }
}
