package org.cmimage.cli.image;

import java.util.concurrent.Callable;
import org.cmimage.cli.option.GlobalOptions;
import org.cmimage.cli.report.HostEffectText;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.apply.Applied;
import org.cmimage.core.apply.HostEffect;
import org.cmimage.core.cluster.Privilege;
import org.cmimage.core.cluster.Stores;
import org.cmimage.core.syscall.HostCalls;
import org.cmimage.model.store.ClusterStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code cm-image apply}. */
@Command(
    name = "apply",
    description = {
      "Write the files of the head node that follow from the cluster's entities: what it exports and"
          + " mounts, and what nodes boot.",
      "Changes of entities do this by themselves."
    },
    footer = {"", "Examples:", "  cm-image apply --dry-run", "  cm-image apply"})
public final class ApplyCommand implements Callable<Integer> {
  private final GlobalOptions global;

  @Option(names = "--dry-run", description = "Print what would be changed, and stop.")
  private boolean dryRun;

  public ApplyCommand(GlobalOptions global) {
    this.global = global;
  }

  @Override
  public Integer call() throws Exception {
    ClusterLayout layout = global.cluster();
    HostEffect effect = new HostEffect(layout, HostCalls.installed());
    if (!dryRun) {
      Privilege.requireRoot("write files of the head node");
    }
    try (ClusterStore store = dryRun ? Stores.look(layout) : Stores.openExisting(layout)) {
      Applied applied = dryRun ? effect.preview(store.snapshot()) : effect.apply(store);
      HostEffectText.print(applied, dryRun, global.json(), System.out);
      if (!global.json()) {
        HostEffectText.printWarnings(applied, System.err);
      }
    }
    return 0;
  }
}
