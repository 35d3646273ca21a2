package org.cmimage.cli.shell.trees;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.cmimage.cli.shell.command.Trees;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.cluster.RunLock;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.history.FormerTrees;
import org.cmimage.core.host.TreeGuard;
import org.cmimage.core.identity.TreeIdentity;
import org.cmimage.core.record.ComponentRecords;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.staging.StagingDirectory;
import org.cmimage.core.staging.TreeCopy;
import org.cmimage.core.syscall.HostCalls;
import org.cmimage.core.tree.NodeType;
import org.cmimage.model.Architecture;
import org.cmimage.model.Distribution;
import org.cmimage.model.edit.CommitReport;
import org.jspecify.annotations.Nullable;

/** The trees below the root of a cluster. Not thread-safe. */
public final class ClusterTrees implements Trees {
  private static final String MODULES = "/lib/modules";

  private final ClusterLayout layout;
  private @Nullable HostCalls calls;

  public ClusterTrees(ClusterLayout layout) {
    this.layout = layout;
  }

  /** Loaded at first use: most sessions touch no tree. */
  private HostCalls calls() {
    if (calls == null) {
      calls = HostCalls.installed();
    }
    return calls;
  }

  @Override
  public Identity identify(String path) throws IOException {
    Path directory = layout.resolve(path);
    if (!Files.isDirectory(directory)) {
      return new Identity("-", "-");
    }
    try (Rootfs tree = Rootfs.open(calls(), directory)) {
      TreeIdentity identity = TreeIdentity.of(tree);
      return new Identity(
          identity.architecture().value().map(Architecture::unameName).orElse("-"),
          identity.distribution().value().map(Distribution::family).orElse("-"));
    }
  }

  @Override
  public long size(String path) throws IOException {
    Path directory = layout.resolve(path);
    LongAdder bytes = new LongAdder();
    if (Files.isDirectory(directory)) {
      try (Rootfs tree = Rootfs.open(calls(), directory)) {
        tree.walk(
            (parent, inner, status) -> {
              if (status.type() == NodeType.REGULAR) {
                bytes.add(status.size() / Math.max(1, status.links()));
              }
            });
      }
    }
    return bytes.sum();
  }

  @Override
  public List<String> kernels(String path) throws IOException {
    Path modules = layout.resolve(path + MODULES);
    if (!Files.isDirectory(modules)) {
      return List.of();
    }
    try (Stream<Path> releases = Files.list(modules)) {
      return releases.map(release -> release.getFileName().toString()).sorted().toList();
    }
  }

  @Override
  public void checkDeletable(String path) throws IOException {
    RunLock.check(layout);
    RunLock.checkTree(layout, path);
    checkUnused(path);
  }

  private void checkUnused(String path) throws IOException {
    DeletionChecks.refuseSystem(path);
    new TreeGuard(calls()).refuse("cannot delete \"" + path + "\"", layout.resolve(path));
  }

  @Override
  @SuppressWarnings("try") // the lock is held, not called
  public void delete(CommitReport.TreeRemoval removal) throws IOException {
    List<String> paths = new ArrayList<>(List.of(removal.path()));
    if (removal.revisions()) {
      paths.addAll(revisions(removal.path()));
    }
    try (RunLock lock = lock("remove the tree of " + removal.image().name(), paths)) {
      for (String path : paths) {
        checkUnused(path);
      }
      // Records first: of a tree that is half gone, none says that it is whole.
      ComponentRecords.of(layout).remove(removal.path());
      FormerTrees.of(layout, calls(), removal.path()).erase();
      Files.deleteIfExists(layout.log(removal.path()));
      for (String path : paths) {
        StagingDirectory.of(calls(), layout.resolve(path)).withdraw();
      }
    }
  }

  private RunLock lock(String activity, List<String> paths) throws IOException {
    return RunLock.take(layout, activity, Clock.systemUTC(), paths);
  }

  /** The trees {@code <path>@<number>}. */
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

  @Override
  @SuppressWarnings("try") // the lock is held, not called
  public void copy(CommitReport.TreeCopy copy) throws IOException {
    List<String> paths = List.of(copy.from(), copy.to());
    try (RunLock lock = lock("copy the tree of " + copy.image().name(), paths)) {
      copyLocked(copy);
    }
  }

  private void copyLocked(CommitReport.TreeCopy copy) throws IOException {
    Path from = layout.resolve(copy.from());
    StagingDirectory staging = StagingDirectory.of(calls(), layout.resolve(copy.to()));
    if (staging.isTargetTaken()) {
      return;
    }
    if (!Files.isDirectory(from)) {
      throw new FaultException(
          ErrorCode.NO_SUCH_IMAGE,
          "cannot copy \"" + from + "\": there is no such directory",
          new Remedy.Advice("the new image has no tree yet; make one at " + copy.to()));
    }
    staging.discard();
    staging.create();
    try {
      try (Rootfs original = Rootfs.open(calls(), from);
          Rootfs tree = Rootfs.open(calls(), staging.path())) {
        TreeCopy.copy(original, tree);
      }
      staging.publish(false);
    } finally {
      staging.discard();
    }
  }
}
