package org.cmimage.cli.image;

import java.util.concurrent.Callable;
import org.cmimage.cli.option.GlobalOptions;
import org.cmimage.cli.render.Json;
import org.cmimage.cli.report.VerificationText;
import org.cmimage.core.cluster.Privilege;
import org.cmimage.core.cluster.Stores;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.image.TreeLookup;
import org.cmimage.core.manifest.TreeManifest.Depth;
import org.cmimage.core.record.TreeAudit;
import org.cmimage.core.syscall.HostCalls;
import org.cmimage.model.ComponentName;
import org.cmimage.model.store.ClusterStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cm-image verify}. */
@Command(
    name = "verify",
    description = "Verify a tree again, without running anything of it.",
    footer = {
      "",
      "Without --all the first findings and differences of each kind are printed, and how many"
          + " there are.",
      "JSON has all of them. The exit code is 6 where the tree has errors or differs.",
      "",
      "Examples:",
      "  cm-image verify default-image-debian12-aarch64",
      "  cm-image verify node-installer-debian12-aarch64 --deep --output json"
    })
public final class VerifyCommand implements Callable<Integer> {
  private final GlobalOptions global;

  @Parameters(
      paramLabel = "NAME",
      description =
          "The image's name, see: cm-image list; or node-installer-DISTRO-ARCH, shared-DISTRO-ARCH;"
              + " or the path of the tree, also of one that is not registered.")
  private String name = "";

  @Option(
      names = "--deep",
      description =
          "Read every file and compare its digest; without it, everything else that the manifest records.")
  private boolean deep;

  @Option(
      names = "--all",
      description = "Print every finding and difference; without it, the first ones of each kind.")
  private boolean all;

  public VerifyCommand(GlobalOptions global) {
    this.global = global;
  }

  @Override
  public Integer call() throws Exception {
    HostCalls calls = HostCalls.installed();
    ComponentName component = component(calls);
    Privilege.requireRoot("verify " + component);
    Depth depth = deep ? Depth.CONTENT : Depth.METADATA;
    int most = all || global.json() ? Integer.MAX_VALUE : VerificationText.EXAMPLES;
    TreeAudit audit = TreeAudit.of(global.layout(), calls, component, depth, most);
    if (global.json()) {
      System.out.println(Json.pretty(VerificationText.toMap(audit)));
    } else {
      new VerificationText(audit, all).lines().forEach(System.out::println);
    }
    return audit.isRight() ? 0 : ErrorCode.IMAGE_INCOMPLETE.category().exitCode();
  }

  private ComponentName component(HostCalls calls) throws Exception {
    try (ClusterStore store = Stores.look(global.cluster())) {
      return new TreeLookup(global.layout(), store.snapshot(), calls).find(name);
    }
  }
}
