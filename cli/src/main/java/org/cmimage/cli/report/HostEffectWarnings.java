package org.cmimage.cli.report;

import java.io.IOException;
import java.io.PrintStream;
import java.util.HashSet;
import java.util.Set;
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

  /** What was printed already, as entities are applied several times in a run. */
  private final Set<String> printed = new HashSet<>();

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

  /** Applies the entities again, as trees were changed; has no effect on a store of others. */
  public static void refresh(ClusterStore store) {
    if (store instanceof AppliedStore applied) {
      applied.refresh();
    }
  }

  private static ClusterStore applied(ClusterStore store, ClusterLayout layout) {
    return new AppliedStore(
        store, new HostEffect(layout, HostCalls.installed()), new HostEffectWarnings(System.err));
  }

  @Override
  public void applied(Applied applied) {
    applied.warnings().forEach(this::print);
  }

  @Override
  public void failed(IOException reason) {
    if (print(String.valueOf(reason.getMessage()))) {
      out.println(
          "  the entities are changed, the head node's files are not; then run: cm-image apply");
    }
  }

  private boolean print(String warning) {
    boolean isNew = printed.add(warning);
    if (isNew) {
      out.println("warning: " + warning);
    }
    return isNew;
  }
}
