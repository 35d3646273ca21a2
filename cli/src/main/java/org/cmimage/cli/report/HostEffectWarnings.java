package org.cmimage.cli.report;

import java.io.IOException;
import java.io.PrintStream;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.apply.Applied;
import org.cmimage.core.apply.AppliedStore;
import org.cmimage.core.apply.HostEffect;
import org.cmimage.core.cluster.Stores;
import org.cmimage.core.fault.ImageException;
import org.cmimage.core.syscall.HostCalls;
import org.cmimage.model.store.ClusterStore;

/** Prints what a change of entities could not effect on the head node. */
public final class HostEffectWarnings implements AppliedStore.Listener {
  private final PrintStream out;

  private HostEffectWarnings(PrintStream out) {
    this.out = out;
  }

  /**
   * Opens the cluster's store, creating an empty one at first use; its changes take effect on the
   * head node, and warnings are printed to standard error. The caller closes it.
   *
   * @throws ImageException as {@link Stores#open}
   */
  public static ClusterStore open(ClusterLayout layout) throws ImageException {
    return applied(Stores.open(layout), layout);
  }

  /**
   * Opens the cluster's store as {@link #open} does; a missing one is empty and cannot be changed.
   *
   * @throws ImageException as {@link Stores#open}
   */
  public static ClusterStore openExisting(ClusterLayout layout) throws ImageException {
    return applied(Stores.openExisting(layout), layout);
  }

  private static ClusterStore applied(ClusterStore store, ClusterLayout layout) {
    return new AppliedStore(
        store, new HostEffect(layout, HostCalls.installed()), new HostEffectWarnings(System.err));
  }

  @Override
  public void applied(Applied applied) {
    HostEffectText.printWarnings(applied, out);
  }

  @Override
  public void failed(IOException reason) {
    out.println("warning: " + reason.getMessage());
    out.println(
        "  the entities are changed, the head node's files are not; then run: cm-image apply");
  }
}
