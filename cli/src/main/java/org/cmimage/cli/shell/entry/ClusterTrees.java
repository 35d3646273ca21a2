package org.cmimage.cli.shell.entry;

import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.cmimage.cli.shell.command.Trees;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.identity.TreeIdentity;
import org.cmimage.core.image.ImageTrees;
import org.cmimage.core.removal.TreeErasure;
import org.cmimage.core.syscall.HostCalls;
import org.cmimage.model.Architecture;
import org.cmimage.model.Distribution;
import org.cmimage.model.edit.CommitReport;
import org.cmimage.model.snapshot.ClusterSnapshot;
import org.jspecify.annotations.Nullable;

/** The trees below the root of a cluster, for the shell. Not thread-safe. */
final class ClusterTrees implements Trees {
  private static final Identity UNKNOWN = new Identity("-", "-");

  private final ClusterLayout layout;
  private @Nullable HostCalls calls;

  ClusterTrees(ClusterLayout layout) {
    this.layout = layout;
  }

  /** Returns the system calls, loaded at first use, as most sessions need no tree. */
  private HostCalls calls() {
    if (calls == null) {
      calls = HostCalls.installed();
    }
    return calls;
  }

  private ImageTrees trees() {
    return new ImageTrees(layout, calls(), Clock.systemUTC());
  }

  private TreeErasure erasure() {
    return new TreeErasure(layout, calls(), Clock.systemUTC());
  }

  @Override
  public Identity identify(String path) throws IOException {
    Optional<TreeIdentity> identity = trees().identify(path);
    return identity
        .map(
            tree ->
                new Identity(
                    tree.architecture().value().map(Architecture::unameName).orElse("-"),
                    tree.distribution().value().map(Distribution::family).orElse("-")))
        .orElse(UNKNOWN);
  }

  @Override
  public long size(String path) throws IOException {
    return trees().size(path);
  }

  @Override
  public List<String> kernels(String path) throws IOException {
    return trees().kernels(path).stream().sorted().toList();
  }

  @Override
  public void checkDeletable(ClusterSnapshot cluster, CommitReport.TreeRemoval removal)
      throws IOException {
    erasure().check(cluster, removal.path(), removal.revisions());
  }

  @Override
  public void delete(CommitReport.TreeRemoval removal) throws IOException {
    erasure().erase(removal.image().name(), removal.path(), removal.revisions());
  }

  @Override
  public void copy(CommitReport.TreeCopy copy) throws IOException {
    trees().copy(copy.image().name(), copy.from(), copy.to());
  }
}
