package org.cmimage.core.image;

import java.util.List;
import java.util.Optional;
import org.cmimage.core.cluster.NodeKernel;
import org.cmimage.core.guest.CommandResult;
import org.cmimage.core.scrub.Residue;

/**
 * What a shell in an image left.
 *
 * @param end how it ended
 * @param changed how many nodes of the tree are not what its manifest said; empty where there was
 *     no manifest to compare with
 * @param residues what must not be the same on every node and was not there before
 * @param kernels the kernels that nodes boot now, where those are others
 */
public record ShellReport(
    CommandResult.End end,
    Optional<Integer> changed,
    List<Residue> residues,
    List<NodeKernel.Update> kernels) {
  public ShellReport {
    residues = List.copyOf(residues);
    kernels = List.copyOf(kernels);
  }
}
