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
 * What a run made.
 *
 * @param components one outcome each
 * @param binding what the archOS stage did; empty where there was none
 */
public record ImageReport(List<ComponentOutcome> components, Optional<Binding> binding) {
  public ImageReport {
    components = List.copyOf(components);
  }

  /**
   * A bound architecture and distribution.
   *
   * @param changes what was changed for it, a line each; none where it was bound already
   */
  public record Binding(ArchOs archOs, List<String> changes) {
    public Binding {
      changes = List.copyOf(changes);
    }
  }

  /**
   * One finished component.
   *
   * @param component which
   * @param tree where it stands now
   * @param log everything its programs printed
   * @param packages number of packages installed; 0 where the tree was not made of packages here
   * @param kernelRelease the kernel in it; empty where it has none
   * @param verification what was found in it
   * @param timings where the time went
   * @param addedCategory the category for nodes that did not exist before; empty where it did, or
   *     where the component has none
   * @param kernels the kernels that nodes boot now, where a change of an image made those others
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
