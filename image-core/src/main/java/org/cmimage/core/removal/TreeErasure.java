package org.cmimage.core.removal;

import com.google.common.collect.ImmutableSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.cluster.RunLock;
import org.cmimage.core.cluster.TreeLocks;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.history.FormerTrees;
import org.cmimage.core.host.HostPath;
import org.cmimage.core.host.TreeGuard;
import org.cmimage.core.record.ComponentLog;
import org.cmimage.core.record.ComponentRecords;
import org.cmimage.core.staging.StagingDirectory;
import org.cmimage.core.syscall.HostCalls;
import org.cmimage.model.snapshot.ClusterSnapshot;

/**
 * The erasure of the cluster's trees with all records of them, for all commands; refuses trees that
 * must not or cannot be erased. Paths are those of the cluster. Thread-safe.
 */
public final class TreeErasure {
  /** The top directories of the head node itself, whatever an entity contains. */
  private static final ImmutableSet<String> SYSTEM =
      ImmutableSet.of(
          "bin", "boot", "dev", "etc", "lib", "lib32", "lib64", "libx32", "proc", "root", "run",
          "sbin", "sys", "usr");

  /** What bytes become in a path's text that no character has. */
  private static final char UNDECODABLE = '\uFFFD';

  private final ClusterLayout layout;
  private final HostCalls calls;
  private final InstantSource clock;

  /**
   * Makes the erasure for a cluster.
   *
   * @param clock dates the lock that is held while a tree is erased
   */
  public TreeErasure(ClusterLayout layout, HostCalls calls, InstantSource clock) {
    this.layout = layout;
    this.calls = calls;
    this.clock = clock;
  }

  /**
   * Checks that {@link #erase} would not refuse. Changes nothing.
   *
   * @param cluster the entities, some of which may be locked
   * @throws FaultException with code {@code LOCKED} where a run or a shell is active on the cluster
   *     or a tree; {@code IN_USE} where one is locked in cmsh; else for the first {@linkplain
   *     TreeGuard reason} that prevents the deletion of the tree, of one of its revisions, or of
   *     its staging
   */
  public void check(ClusterSnapshot cluster, String path, boolean revisions) throws IOException {
    List<String> trees = trees(path, revisions);
    TreeLocks locks = new TreeLocks(layout);
    locks.requireIdle(trees);
    for (String tree : trees) {
      locks.requireUnlocked(what(tree), cluster, List.of(tree));
      refuse(what(tree), tree);
    }
  }

  /**
   * Erases a tree.
   *
   * @param name the removed entity, for refusals of other runs meanwhile
   * @param revisions whether the trees {@code <path>@<number>} are erased as well
   * @throws FaultException as {@link #check}, with nothing changed
   */
  @SuppressWarnings("try") // the lock is held, not called
  public void erase(String name, String path, boolean revisions) throws IOException {
    List<String> trees = trees(path, revisions);
    try (RunLock lock = RunLock.take(layout, "remove the tree of " + name, clock, trees);
        ComponentLog log = ComponentLog.open(layout.log(), clock)) {
      for (String tree : trees) {
        refuse(what(tree), tree);
      }
      for (String tree : trees) {
        eraseLocked(tree, log);
      }
    }
  }

  /**
   * Erases a tree that no entity refers to, whose name may have any bytes; the caller holds the
   * cluster's lock.
   *
   * @throws FaultException as {@link #erase}
   */
  @SuppressWarnings("try") // the lock is held, not called
  void eraseOrphan(Path tree, ComponentLog log) throws IOException {
    String path = layout.inCluster(tree);
    try (RunLock lock = RunLock.ofTree(layout, tree, "remove " + HostPath.text(tree), clock)) {
      refuse(what(HostPath.text(tree)), path, tree);
      if (path.indexOf(UNDECODABLE) < 0) {
        eraseLocked(path, log);
      } else {
        withdraw(tree, log); // Records are only of trees with names that are text.
      }
    }
  }

  /**
   * Erases a tree in staging, for whatever target; the caller holds the cluster's lock.
   *
   * @throws FaultException for the first {@linkplain TreeGuard reason} that prevents it
   */
  void eraseStaged(Path staged, ComponentLog log) throws IOException {
    new TreeGuard(calls).refuse(what(HostPath.text(staged)), staged);
    StagingDirectory.erase(calls, staged);
    logErased(staged, log);
  }

  private static String what(String tree) {
    return "cannot delete \"" + tree + "\"";
  }

  /**
   * Refuses a tree that cannot be deleted; the caller holds the locks.
   *
   * @param what the refused operation, as in {@code cannot delete "/cm/images/x"}
   */
  void refuse(String what, String path) throws IOException {
    refuse(what, path, layout.resolve(path));
  }

  private void refuse(String what, String path, Path target) throws IOException {
    refuseSystem(what, path);
    List<Path> trees = new ArrayList<>(StagingDirectory.of(calls, target).leftovers());
    trees.add(target);
    for (Path tree : trees) {
      new TreeGuard(calls).refuse(what, tree);
    }
  }

  /** Refuses top directories, and those of a system. */
  private static void refuseSystem(String what, String path) throws FaultException {
    String[] steps = path.replaceFirst("^/+", "").split("/", -1);
    if (steps.length < 2 || SYSTEM.contains(steps[0]) || path.equals("/cm/images")) {
      throw new FaultException(
          ErrorCode.IN_USE,
          what,
          "expected the tree of an image, found a directory of the head node itself",
          new Remedy.Advice("remove the entity alone, without its data"));
    }
  }

  /** Erases a tree whose lock the caller holds, together with the cluster's. */
  void eraseLocked(String path, ComponentLog log) throws IOException {
    // Records first: a record must not outlive a part of its tree.
    ComponentRecords.of(layout).remove(path);
    FormerTrees.of(layout, calls, path).erase();
    Files.deleteIfExists(layout.log(path));
    withdraw(layout.resolve(path), log);
  }

  private void withdraw(Path tree, ComponentLog log) throws IOException {
    StagingDirectory.of(calls, tree).withdraw();
    logErased(tree, log);
  }

  private static void logErased(Path tree, ComponentLog log) {
    log.line("remove: " + HostPath.text(tree) + " is erased");
  }

  private List<String> trees(String path, boolean revisions) throws IOException {
    List<String> trees = new ArrayList<>(List.of(path));
    if (revisions) {
      trees.addAll(revisions(path));
    }
    return trees;
  }

  /** Returns the trees {@code <path>@<number>}. */
  private List<String> revisions(String path) throws IOException {
    Path tree = layout.resolve(path);
    Path parent = Objects.requireNonNull(tree.getParent());
    if (!Files.isDirectory(parent)) {
      return List.of();
    }
    String prefix = tree.getFileName() + "@";
    try (Stream<Path> beside = Files.list(parent)) {
      return beside
          .map(other -> other.getFileName().toString())
          .filter(name -> name.startsWith(prefix))
          .map(name -> name.substring(prefix.length()))
          .filter(number -> number.matches("[0-9]+"))
          .map(number -> path + "@" + number)
          .sorted()
          .toList();
    }
  }
}
