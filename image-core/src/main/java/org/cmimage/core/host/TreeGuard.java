package org.cmimage.core.host;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.syscall.FileStatus;
import org.cmimage.core.syscall.HostCallException;
import org.cmimage.core.syscall.HostCalls;
import org.cmimage.core.syscall.HostCalls.Handle;
import org.cmimage.core.tree.NodeType;
import org.cmimage.core.tree.TreePath;

/**
 * A check of what prevents a tree from being deleted or replaced, before anything is changed: it is
 * not a directory, a mount point is at or below it, a process uses it, chattr(1) protects nodes of
 * it, its file system is read-only. Thread-safe.
 */
public final class TreeGuard {
  /** The depth limit of the search; deeper problems show during the deletion. */
  private static final int MAX_DEPTH = 200;

  /** The number of protected nodes listed in a message. */
  private static final int NAMED = 3;

  private final HostCalls calls;
  private final TreeUsers users = new TreeUsers(Path.of("/proc"));

  /** Makes a guard for trees of this machine. */
  public TreeGuard(HostCalls calls) {
    this.calls = calls;
  }

  /**
   * Refuses to delete or replace a tree that is in use or protected; accepts a missing one.
   *
   * @param what the refused operation, as in {@code cannot delete "/x"}
   * @throws FaultException for the first reason
   */
  public void refuse(String what, Path tree) throws IOException {
    Optional<Hindrance> hindrance = find(tree);
    if (hindrance.isPresent()) {
      throw new FaultException(hindrance.get().fault(what));
    }
  }

  /** Returns the first reason why the tree cannot be deleted; empty where there is none. */
  public Optional<Hindrance> find(Path tree) throws IOException {
    TreePlace place = new TreePlace(calls, tree);
    Optional<FileStatus> status = place.status();
    if (status.isEmpty()) {
      return Optional.empty();
    }
    Optional<String> oddity = place.oddity();
    if (oddity.isPresent()) {
      return Optional.of(notDirectory(tree, oddity.get()));
    }
    try (Handle directory = calls.openRoot(tree)) {
      Optional<Hindrance> mounted = mounted(tree, directory);
      if (mounted.isPresent()) {
        return mounted;
      }
      Optional<Hindrance> readOnly = readOnly(tree, directory);
      if (readOnly.isPresent()) {
        return readOnly;
      }
      Optional<Hindrance> process = process(tree);
      return process.isPresent() ? process : immutable(tree, directory, status.get());
    }
  }

  private static Hindrance notDirectory(Path tree, String found) {
    return new Hindrance(
        ErrorCode.IN_USE,
        HostPath.text(tree) + " is " + found,
        "Remove the entity without its tree; then delete "
            + HostPath.text(tree)
            + " by hand, and what it may lead to.");
  }

  /** Returns the mount points at or below an open directory as a reason. */
  public Optional<Hindrance> mounted(Path tree, Handle directory) throws IOException {
    List<String> mounts = calls.mountsBelow(directory);
    return mounts.isEmpty()
        ? Optional.empty()
        : Optional.of(mounted(HostPath.text(tree), String.join(", ", mounts)));
  }

  /** Returns a mount at or below a tree, both in words, as a reason. */
  public static Hindrance mounted(String tree, String mounts) {
    return new Hindrance(
        ErrorCode.IN_USE,
        "mounted at or below " + tree + ": " + mounts,
        "Unmount what is mounted there (umount), then run the same command again.");
  }

  private Optional<Hindrance> readOnly(Path tree, Handle directory) throws IOException {
    return calls.fileSystem(directory).readOnly()
        ? Optional.of(
            new Hindrance(
                ErrorCode.HOST_UNSUITABLE,
                "the file system of " + HostPath.text(tree) + " is mounted read-only",
                HostFault.REMOUNT))
        : Optional.empty();
  }

  /** Returns a process that {@linkplain TreeUsers uses} the tree as a reason. */
  public Optional<Hindrance> process(Path tree) throws IOException {
    return users
        .find(tree)
        .map(
            user ->
                new Hindrance(
                    ErrorCode.IN_USE,
                    HostPath.text(tree) + " is in use by " + user,
                    "End it or let it leave the directory, then run the same command again."));
  }

  private Optional<Hindrance> immutable(Path tree, Handle directory, FileStatus status)
      throws IOException {
    List<TreePath> found = new ArrayList<>();
    Path parent = tree.getParent();
    if (parent != null) {
      try (Handle above = calls.openRoot(parent)) {
        if (calls.status(above).immutable()) {
          found.add(TreePath.ofHost(parent));
        }
      }
    }
    if (status.immutable()) {
      found.add(TreePath.ofHost(tree));
    }
    collect(directory, TreePath.ofHost(tree), status.device(), 0, found);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    StringBuilder names = new StringBuilder();
    found.stream()
        .limit(NAMED)
        .forEach(path -> names.append(names.isEmpty() ? "" : ", ").append(path));
    String more = found.size() > NAMED ? " and " + (found.size() - NAMED) + " more" : "";
    return Optional.of(
        new Hindrance(
            ErrorCode.IN_USE,
            "immutable or append-only (chattr +i, +a): " + names + more,
            "Clear these attributes, then run the same command again: chattr -i -a "
                + (found.size() > NAMED
                    ? "-R " + HostPath.text(tree)
                    : names.toString().replace(", ", " "))));
  }

  private void collect(
      Handle directory, TreePath path, long device, int depth, List<TreePath> found)
      throws IOException {
    for (byte[] name : calls.list(directory)) {
      try {
        FileStatus status = calls.status(directory, name);
        if (status.immutable()) {
          found.add(path.resolve(name));
        }
        if (status.type() == NodeType.DIRECTORY && status.device() == device && depth < MAX_DEPTH) {
          try (Handle below = calls.openDirectory(directory, name)) {
            collect(below, path.resolve(name), device, depth + 1, found);
          }
        }
      } catch (HostCallException e) {
        if (!e.is("ENOENT")) {
          throw e;
        }
      }
    }
  }
}
