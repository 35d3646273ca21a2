package org.cmimage.core.run;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.cmimage.core.cluster.NodeKernel;
import org.cmimage.core.record.RunTimings;
import org.cmimage.core.verify.VerificationReport;
import org.cmimage.model.ArchOs;
import org.cmimage.model.ComponentName;

/**
 * The result of a run.
 *
 * @param components one outcome each
 * @param binding the result of the archOS stage; empty where it did not run
 */
public record ImageReport(List<ComponentOutcome> components, Optional<Binding> binding) {
  public ImageReport {
    components = List.copyOf(components);
  }

  /**
   * A bound architecture and distribution.
   *
   * @param changes the changes, a line each; none where it was bound already
   */
  public record Binding(ArchOs archOs, List<String> changes) {
    public Binding {
      changes = List.copyOf(changes);
    }
  }

  /**
   * One finished component.
   *
   * @param component the component
   * @param tree its tree's path
   * @param log the whole output of its programs
   * @param packages number of packages installed; 0 where the tree was not made of packages here
   * @param kernelRelease the kernel in it; empty where it has none
   * @param verification the result of its verification
   * @param timings the times of its stages
   * @param addedCategory the new category for nodes; empty where it existed, or where the component
   *     has none
   * @param kernels the new kernels of nodes, where a change of an image changed those
   */
  public record ComponentOutcome(
      ComponentName component,
      Path tree,
      Path log,
      int packages,
      Optional<String> kernelRelease,
      VerificationReport verification,
      RunTimings timings,
      Optional<String> addedCategory,
      List<NodeKernel.Update> kernels) {}
}
