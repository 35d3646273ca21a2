package org.cmimage.core.staging;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.host.Hindrance;
import org.cmimage.core.host.HostPath;
import org.cmimage.core.host.TreeGuard;
import org.cmimage.core.host.TreePlace;
import org.cmimage.core.rootfs.TreeRemoval;
import org.cmimage.core.syscall.FileStatus;
import org.cmimage.core.syscall.HostCallException;
import org.cmimage.core.syscall.HostCalls;
import org.cmimage.core.syscall.HostCalls.Handle;
import org.cmimage.core.tree.NodeType;
import org.cmimage.core.tree.TreePath;

/**
 * The place where a tree is made before one rename moves it to its target: in {@code
 * .cm-image-staging}, which only root may enter, on the file system of its target. That is beside
 * {@code /cm/images} for an image, so that programs which list it find finished images only, and
 * beside the target otherwise.
 *
 * <p>After a crash at any moment the target has either its former content or the whole new tree,
 * written to the disk. {@link #discard} removes leftovers elsewhere. Two processes must not use the
 * same target at once. Holds nothing open.
 */
public final class StagingDirectory {
  /** The name of the directory that trees are made in. */
  public static final String CONTAINER = ".cm-image-staging";

  /** The prefix of the name of an outgoing tree, before its target's name. */
  public static final String OUTGOING = ".outgoing-";

  /** The name of the directory beside it that keeps trees which were replaced. */
  public static final String FORMER = ".cm-image-former";

  private static final int NAME_MAX = 255;
  private static final int CONTAINER_MODE = 0700;
  private static final int TREE_MODE = 0755;

  private final HostCalls calls;
  private final Path target;
  private final Path tree;

  /**
   * The outgoing tree: the finished one until it is exchanged, from then on the one it replaced. A
   * later run never resumes it.
   */
  private final Path outgoing;

  private StagingDirectory(HostCalls calls, Path target, Path container) {
    this.calls = calls;
    this.target = target;
    byte[] name = TreePath.ofHost(target).name();
    this.tree = HostPath.resolve(container, name);
    this.outgoing = HostPath.resolve(container, outgoing(name));
  }

  /** Returns the name of the outgoing tree; the end of the longest names is cut off. */
  private static byte[] outgoing(byte[] name) {
    byte[] prefix = OUTGOING.getBytes(StandardCharsets.US_ASCII);
    byte[] outgoing = Arrays.copyOf(prefix, Math.min(NAME_MAX, prefix.length + name.length));
    System.arraycopy(name, 0, outgoing, prefix.length, outgoing.length - prefix.length);
    return outgoing;
  }

  /**
   * Returns the staging directory for {@code target}. Changes nothing.
   *
   * @param target below a directory of its own, need not exist
   */
  public static StagingDirectory of(HostCalls calls, Path target) throws IOException {
    Path place = target.toAbsolutePath().normalize();
    Path parent = parentOf(place);
    Path above = parent.getParent();
    if (above != null
        && parent.endsWith("images")
        && device(calls, parent) == device(calls, above)) {
      return new StagingDirectory(calls, place, above.resolve(CONTAINER));
    }
    return new StagingDirectory(calls, place, parent.resolve(CONTAINER));
  }

  /** Returns the path of the tree in staging. */
  public Path path() {
    return tree;
  }

  /** Returns whether there is a tree, such as one that an earlier run began. */
  public boolean exists() throws IOException {
    return exists(calls, tree);
  }

  /**
   * Returns the trees in staging for this target: an unfinished one, an outgoing one, or both;
   * empty where there is none.
   */
  public List<Path> leftovers() throws IOException {
    List<Path> found = new ArrayList<>();
    for (Path place : List.of(tree, outgoing)) {
      if (new TreePlace(calls, place).isDirectory()) {
        found.add(place);
      }
    }
    return found;
  }

  /** Returns whether the target exists, whether made by an earlier run or not by cm-image. */
  public boolean isTargetTaken() throws IOException {
    try {
      return exists(calls, target) || new TreePlace(calls, target).status().isPresent();
    } catch (HostCallException e) {
      if (e.is("ENOTDIR")) {
        return true;
      }
      throw e;
    }
  }

  /**
   * Makes an empty tree.
   *
   * @throws IOException also where there is one
   */
  public void create() throws IOException {
    makeContainer(container());
    try (Handle container = calls.openRoot(container())) {
      makeDirectory(container, TreePath.ofHost(tree).name(), TREE_MODE);
    }
  }

  private void makeContainer(Path container) throws IOException {
    makeDirectories(parentOf(container));
    try (Handle above = calls.openRoot(parentOf(container))) {
      byte[] name = TreePath.ofHost(container).name();
      try {
        calls.makeDirectory(above, name, CONTAINER_MODE);
      } catch (HostCallException e) {
        if (!e.is("EEXIST")) {
          throw e;
        }
      }
      requirePrivate(above, name, container);
    }
  }

  /**
   * Checks that only root can write to the container, so that no other user can change trees or
   * redirect them.
   */
  private void requirePrivate(Handle above, byte[] name, Path path) throws IOException {
    FileStatus status = calls.status(above, name);
    if (status.type() != NodeType.DIRECTORY || status.uid() != 0) {
      throw new FaultException(
          ErrorCode.HOST_UNSUITABLE,
          "cannot use \"" + path + "\"",
          "expected a directory owned by root, found "
              + status.type()
              + " owned by user "
              + status.uid(),
          new Remedy.Advice("move it away"));
    }
    try (Handle container = calls.openDirectory(above, name)) {
      calls.setOwner(container, 0, 0);
      calls.setMode(container, CONTAINER_MODE);
    }
  }

  /**
   * Writes the tree to the disk and moves it to the target, atomically for other processes.
   *
   * @param replace whether an existing tree is replaced, and then deleted
   * @throws FaultException {@link ErrorCode#ALREADY_EXISTS} where the target exists and is not to
   *     be replaced, {@link ErrorCode#IN_USE} where a mount point is in it; staging is kept then
   */
  public void publish(boolean replace) throws IOException {
    exchangeOrRename(replace);
    erase(calls, outgoing);
  }

  /**
   * Writes the tree to the disk and exchanges it with the one at the target, which is kept. After a
   * crash in between {@link #keepOutgoing} keeps it.
   *
   * @param id under which the replaced tree is kept
   * @throws FaultException as {@link #publish}
   */
  public void publishKeeping(String id) throws IOException {
    exchangeOrRename(true);
    keepOutgoing(id);
    erase(calls, outgoing);
  }

  /** Keeps an outgoing tree that was replaced; has no effect if there is none. */
  public void keepOutgoing(String id) throws IOException {
    if (exists(calls, outgoing)) {
      makeContainer(former());
      calls.renameNoReplace(outgoing, former(id));
      sync(former());
      removeContainer(calls, container());
    }
  }

  /** Returns the inode number of the target; empty where it does not exist. */
  public Optional<Long> targetInode() throws IOException {
    return new TreePlace(calls, target).status().map(FileStatus::inode);
  }

  /** Returns whether a replaced tree is kept under an id. */
  public boolean hasFormer(String id) throws IOException {
    return exists(calls, former(id));
  }

  /** Moves a kept tree into staging, which has to be empty, to be published again. */
  public void stageFormer(String id) throws IOException {
    makeContainer(container());
    calls.renameNoReplace(former(id), tree);
  }

  /**
   * Keeps a tree again that {@link #stageFormer} moved and that was not published; has no effect if
   * there is none.
   */
  public void unstageFormer(String id) throws IOException {
    for (Path place : List.of(tree, outgoing)) {
      if (!hasFormer(id) && exists(calls, place)) {
        makeContainer(former());
        calls.renameNoReplace(place, former(id));
        removeContainer(calls, container());
      }
    }
  }

  /** Returns the path of a kept tree on this machine. */
  public Path formerTree(String id) {
    return former(id);
  }

  /** Erases a kept tree; has no effect if there is none. */
  public void eraseFormer(String id) throws IOException {
    erase(calls, former(id));
  }

  private Path former() {
    return Objects.requireNonNull(container().getParent(), "staging is in a directory")
        .resolve(FORMER);
  }

  private Path former(String id) {
    byte[] name = TreePath.ofHost(target).name();
    byte[] suffix = ("-" + id).getBytes(StandardCharsets.US_ASCII);
    byte[] both = Arrays.copyOf(name, Math.min(name.length, NAME_MAX - suffix.length));
    byte[] whole = Arrays.copyOf(both, both.length + suffix.length);
    System.arraycopy(suffix, 0, whole, both.length, suffix.length);
    return HostPath.resolve(former(), whole);
  }

  private void exchangeOrRename(boolean replace) throws IOException {
    Path parent = parentOf(target);
    makeDirectories(parent);
    try (Handle staged = calls.openRoot(tree)) {
      requireNothingMounted("publish", staged, tree);
      calls.syncFileSystem(staged);
    }
    try {
      calls.renameNoReplace(tree, target);
    } catch (HostCallException e) {
      if (!e.is("EEXIST")) {
        throw unsupported(e);
      }
      if (!replace) {
        throw new FaultException(
            ErrorCode.ALREADY_EXISTS,
            "cannot publish \"" + target + "\"",
            "it exists already",
            new Remedy.Advice("choose another name, or have it replaced"),
            e);
      }
      exchange();
    }
    sync(parent);
  }

  private void exchange() throws IOException {
    if (new TreePlace(calls, target).isDirectory()) {
      try (Handle old = calls.openRoot(target)) {
        requireNothingMounted("publish", old, target);
      }
    }
    TreeRemoval.remove(calls, outgoing);
    calls.renameNoReplace(tree, outgoing);
    try {
      calls.exchange(outgoing, target);
    } catch (HostCallException e) {
      calls.renameNoReplace(outgoing, tree);
      throw unsupported(e);
    }
  }

  /**
   * Removes the tree at the target, atomically for other processes, and deletes it; has no effect
   * if there is none. {@link #discard} removes leftovers of a crash.
   *
   * @throws FaultException {@link ErrorCode#IN_USE} with nothing changed where a mount point is in
   *     it; {@link ErrorCode#HOST_UNSUITABLE} where the target is no directory
   */
  public void withdraw() throws IOException {
    byte[] name = TreePath.ofHost(target).name();
    try (Handle parent = calls.openRoot(parentOf(target))) {
      requireDirectory(calls.status(parent, name).type());
      try (Handle old = calls.openDirectory(parent, name)) {
        requireNothingMounted("delete", old, target);
      }
      makeContainer(container());
      TreeRemoval.remove(calls, outgoing);
      try (Handle container = calls.openRoot(container())) {
        calls.rename(parent, name, container, TreePath.ofHost(outgoing).name());
        calls.sync(container);
      }
      calls.sync(parent);
    } catch (HostCallException e) {
      if (!e.is("ENOENT")) {
        throw e;
      }
    }
    discard();
  }

  private void requireDirectory(NodeType found) throws IOException {
    if (found != NodeType.DIRECTORY) {
      new TreeGuard(calls).refuse("cannot delete \"" + HostPath.text(target) + "\"", target);
    }
  }

  private void requireNothingMounted(String verb, Handle directory, Path where) throws IOException {
    Optional<Hindrance> mounted = new TreeGuard(calls).mounted(where, directory);
    if (mounted.isPresent()) {
      throw new FaultException(
          mounted.get().fault("cannot " + verb + " \"" + HostPath.text(target) + "\""));
    }
  }

  private IOException unsupported(HostCallException e) {
    if (!e.is("EINVAL") && !e.is("EXDEV")) {
      return e;
    }
    return new FaultException(
        ErrorCode.HOST_UNSUITABLE,
        "cannot publish \"" + target + "\"",
        "its file system cannot rename in one step without replacing, or to exchange two"
            + " trees (renameat2: "
            + e.errno()
            + ")",
        new Remedy.Advice("keep images on a local file system such as ext4, xfs or btrfs"),
        e);
  }

  /**
   * Deletes the trees in staging for this target, including leftovers of a crash; has no effect if
   * there are none.
   */
  public void discard() throws IOException {
    TreeRemoval.remove(calls, tree);
    erase(calls, outgoing);
  }

  /**
   * Deletes a tree in staging, for whatever target, and the containing directory when it becomes
   * empty.
   */
  public static void erase(HostCalls calls, Path staged) throws IOException {
    TreeRemoval.remove(calls, staged);
    removeContainer(calls, parentOf(staged));
  }

  private static void removeContainer(HostCalls calls, Path container) throws IOException {
    try (Handle above = calls.openRoot(parentOf(container))) {
      calls.removeDirectory(above, TreePath.ofHost(container).name());
    } catch (HostCallException e) {
      // trees of other targets may be in it
      if (!e.is("ENOTEMPTY") && !e.is("ENOENT")) {
        throw e;
      }
    }
  }

  private Path container() {
    return parentOf(tree);
  }

  private void sync(Path directory) throws IOException {
    try (Handle handle = calls.openRoot(directory)) {
      calls.sync(handle);
    }
  }

  /** Makes a directory of the host and its missing parents. */
  private void makeDirectories(Path path) throws IOException {
    if (exists(calls, path)) {
      return;
    }
    makeDirectories(parentOf(path));
    try (Handle parent = calls.openRoot(parentOf(path))) {
      makeDirectory(parent, TreePath.ofHost(path).name(), TREE_MODE);
    }
  }

  private void makeDirectory(Handle parent, byte[] name, int mode) throws IOException {
    calls.makeDirectory(parent, name, mode);
    try (Handle made = calls.openDirectory(parent, name)) {
      calls.setOwner(made, 0, 0);
      calls.setMode(made, mode);
    }
  }

  private static boolean exists(HostCalls calls, Path path) throws IOException {
    try {
      calls.openRoot(path).close();
      return true;
    } catch (HostCallException e) {
      if (e.is("ENOENT") || e.is("ELOOP")) {
        return false;
      }
      throw e;
    }
  }

  /** Returns the device number of the file system that a directory is on or would be. */
  private static long device(HostCalls calls, Path directory) throws IOException {
    for (Path at = directory; ; at = parentOf(at)) {
      try (Handle handle = calls.openRoot(at)) {
        return calls.status(handle).device();
      } catch (HostCallException e) {
        if (!e.is("ENOENT") && !e.is("ENOTDIR") && !e.is("ELOOP")) {
          throw e;
        }
      }
    }
  }

  private static Path parentOf(Path path) {
    return Objects.requireNonNull(path.getParent(), "the root of the host has no staging");
  }
}
