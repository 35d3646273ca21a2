package org.cmimage.core.syscall;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.cmimage.core.tree.NodeType;
import org.cmimage.core.tree.TreePath;

/**
 * The Linux file-system calls that Java does not offer: relative to an open directory, with names
 * as bytes, and never through a link that leaves the tree. All reads and writes of an image tree
 * use this port.
 *
 * <p>The code that opens a {@link Handle} closes it. {@code name} is always a single component,
 * else an {@link IllegalArgumentException} is thrown; a path of several is opened with {@link
 * #openInRoot}. Calls are thread-safe; a handle's read and write position is not, and a handle must
 * not be closed while another thread uses it. Modes of new nodes are subject to the process's
 * umask; exact modes have to be set afterwards. Every failure is a {@link HostCallException} with
 * the errno's name.
 */
public interface HostCalls {

  /** An open file or directory. Close is idempotent. */
  interface Handle extends Closeable {
    @Override
    void close();
  }

  /**
   * Returns the calls of this machine, found as an installed service. Commands without a pipeline
   * begin here, as a pipeline does that was given none; all that follows is handed what this
   * returns.
   *
   * @throws IllegalStateException where none are installed
   */
  static HostCalls installed() {
    return ServiceLoader.load(HostCalls.class)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no system calls are installed"));
  }

  /**
   * Opens a directory of the host as the root of a tree. Links on the way to it are followed: the
   * caller is responsible for this path.
   */
  Handle openRoot(Path directory) throws IOException;

  /**
   * Opens the node at {@code path} inside the tree for reading; links, also absolute ones and
   * {@code ..}, are followed as if {@code root} were {@code /} and cannot leave it ({@code openat2}
   * with {@code RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS}). A FIFO or device is never opened: such a
   * path fails with {@code ENXIO}.
   */
  Handle openInRoot(Handle root, TreePath path) throws IOException;

  /**
   * Opens a directory by its name, not following a link ({@code ELOOP} or {@code ENOTDIR} where it
   * is one).
   */
  Handle openDirectory(Handle directory, byte[] name) throws IOException;

  /** Opens a regular file by its name for reading, not following a link. */
  Handle openFile(Handle directory, byte[] name) throws IOException;

  /**
   * Creates a regular file for writing; fails with {@code EEXIST} if the name exists, whatever its
   * type.
   */
  Handle createFile(Handle directory, byte[] name, int mode) throws IOException;

  /** Reads up to {@code buffer.remaining()} bytes; -1 at the end. Direct buffers are fastest. */
  int read(Handle file, ByteBuffer buffer) throws IOException;

  /**
   * Reads up to {@code buffer.remaining()} bytes from {@code offset} on, without changing the read
   * position; -1 at or past the end. Several threads may do so at once on one handle.
   */
  int read(Handle file, ByteBuffer buffer, long offset) throws IOException;

  /** Writes all of {@code buffer}. */
  void write(Handle file, ByteBuffer buffer) throws IOException;

  /** Moves the write position forward over a hole. */
  void skip(Handle file, long bytes) throws IOException;

  /**
   * Returns the offset of the next data in an open file from {@code offset} on ({@code SEEK_DATA}),
   * or -1 where only a hole or the end follows. A file system without holes has data everywhere.
   * Moves the read and write position.
   */
  long nextData(Handle file, long offset) throws IOException;

  /** Returns the offset of the next hole, which is the file's end at the latest. */
  long nextHole(Handle file, long offset) throws IOException;

  /**
   * Makes an empty file share the blocks of another one, until one of the two is written ({@code
   * FICLONE}).
   *
   * @return false, with nothing changed, where the file system cannot
   */
  default boolean shareContent(Handle from, Handle to) throws IOException {
    return false;
  }

  /**
   * Copies bytes of {@code from}, from {@code offset} on, to the write position of another file
   * within the kernel. Moves the read position.
   *
   * @return the number of bytes, {@code length} at most; 0 where the kernel cannot, or at the end
   */
  default long moveContent(Handle from, Handle to, long offset, long length) throws IOException {
    return 0;
  }

  /** Sets the file's length, for a hole at its end. */
  void truncate(Handle file, long size) throws IOException;

  void makeDirectory(Handle directory, byte[] name, int mode) throws IOException;

  void makeSymlink(Handle directory, byte[] name, byte[] target) throws IOException;

  /** Makes a second name for a node. {@code existing} is not followed if it is a link. */
  void makeHardLink(Handle existingDirectory, byte[] existing, Handle directory, byte[] name)
      throws IOException;

  /** Makes a device, FIFO or socket. */
  void makeNode(Handle directory, byte[] name, NodeType type, int mode, int major, int minor)
      throws IOException;

  /**
   * Sets the owner, not following a link. Clears setuid, setgid and capabilities, so mode and
   * attributes have to be set afterwards.
   */
  void setOwner(Handle directory, byte[] name, int uid, int gid) throws IOException;

  /** Sets permission bits of a node that is not a link ({@code ELOOP} if it is). */
  void setMode(Handle directory, byte[] name, int mode) throws IOException;

  /** Sets the modification and access time, not following a link. */
  void setTimes(Handle directory, byte[] name, long seconds, int nanos) throws IOException;

  /** Sets an extended attribute, not following a link. */
  void setXattr(Handle directory, byte[] name, String attribute, byte[] value) throws IOException;

  /** Sets the owner of an open file or directory. */
  void setOwner(Handle node, int uid, int gid) throws IOException;

  /** Sets the permission bits of an open file or directory. */
  void setMode(Handle node, int mode) throws IOException;

  /** Sets modification and access time of an open file or directory. */
  void setTimes(Handle node, long seconds, int nanos) throws IOException;

  /** Sets an extended attribute of an open file or directory. */
  void setXattr(Handle node, String attribute, byte[] value) throws IOException;

  /** Returns the status by name, not following a link. */
  FileStatus status(Handle directory, byte[] name) throws IOException;

  /** Returns the status of an open file or directory. */
  FileStatus status(Handle node) throws IOException;

  /**
   * Returns all extended attributes of a node, not following a link. Empty where the file system
   * does not support them.
   */
  Map<String, byte[]> xattrs(Handle directory, byte[] name) throws IOException;

  /** Returns all extended attributes of an open directory. */
  Map<String, byte[]> xattrs(Handle directory) throws IOException;

  /** Returns the state of the file system that {@code node} is on ({@code fstatvfs}). */
  FileSystemStatus fileSystem(Handle node) throws IOException;

  /** Returns how many bytes can still be written to the file system of {@code node}. */
  default long availableBytes(Handle node) throws IOException {
    return fileSystem(node).availableBytes();
  }

  /** Returns the target of a link, byte for byte. */
  byte[] readLink(Handle directory, byte[] name) throws IOException;

  /** Returns the names in a directory without {@code .} and {@code ..}, unsorted. */
  List<byte[]> list(Handle directory) throws IOException;

  /** Removes a name that is not a directory's. */
  void unlink(Handle directory, byte[] name) throws IOException;

  /** Removes an empty directory. */
  void removeDirectory(Handle directory, byte[] name) throws IOException;

  /** Renames a node, and replaces the destination as {@code rename(2)} does. */
  void rename(Handle fromDirectory, byte[] from, Handle toDirectory, byte[] to) throws IOException;

  /**
   * Renames between host paths of one file system, failing with {@code EEXIST} rather than
   * replacing ({@code RENAME_NOREPLACE}).
   */
  void renameNoReplace(Path from, Path to) throws IOException;

  /** Swaps two names of one file system in one step ({@code RENAME_EXCHANGE}). */
  void exchange(Path first, Path second) throws IOException;

  /** Writes everything of the file system of {@code node} to the disk ({@code syncfs}). */
  void syncFileSystem(Handle node) throws IOException;

  /** Writes an open file, or the names in an open directory, to the disk ({@code fsync}). */
  void sync(Handle node) throws IOException;

  /**
   * Returns the mount points at or below an open directory, as this process sees them; for
   * messages, with invalid UTF-8 escaped. Only this list shows a bind mount of the same file
   * system, as its device number is the same.
   */
  List<String> mountsBelow(Handle directory) throws IOException;
}
