package org.cmimage.core.image;

import java.util.List;
import java.util.Optional;
import org.cmimage.core.cluster.NodeKernel;
import org.cmimage.core.guest.CommandResult;
import org.cmimage.core.scrub.Residue;

/**
 * The result of a shell in an image.
 *
 * @param end how it ended
 * @param changed number of nodes of the tree that differ from its manifest; empty where there was
 *     no manifest to compare with
 * @param residues data that must not be the same on every node and was not there before
 * @param kernels the new kernels of nodes, where those changed
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
