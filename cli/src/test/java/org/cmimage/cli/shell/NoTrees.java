package org.cmimage.cli.shell;

import java.util.List;
import org.cmimage.cli.shell.command.Trees;
import org.cmimage.model.edit.CommitReport;
import org.cmimage.model.snapshot.ClusterSnapshot;

/** No tree is there, but a kernel to choose. */
final class NoTrees implements Trees {
  @Override
  public Identity identify(String path) {
    return new Identity("-", "-");
  }

  @Override
  public long size(String path) {
    return 0;
  }

  @Override
  public List<String> kernels(String path) {
    return List.of("6.8.0-51-generic");
  }

  @Override
  public void checkDeletable(ClusterSnapshot cluster, CommitReport.TreeRemoval removal) {}

  @Override
  public void delete(CommitReport.TreeRemoval removal) {}

  @Override
  public void copy(CommitReport.TreeCopy copy) {}
}
