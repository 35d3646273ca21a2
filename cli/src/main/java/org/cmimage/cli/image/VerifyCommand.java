package org.cmimage.cli.image;

import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.cmimage.cli.option.GlobalOptions;
import org.cmimage.cli.render.Invocation;
import org.cmimage.cli.render.Json;
import org.cmimage.cli.render.RemedyText;
import org.cmimage.cli.report.BootText;
import org.cmimage.cli.report.VerificationText;
import org.cmimage.core.SearchPath;
import org.cmimage.core.boot.BootAudit;
import org.cmimage.core.boot.ImageBoot;
import org.cmimage.core.cluster.Privilege;
import org.cmimage.core.cluster.Stores;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.image.FinishedImage;
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
    description =
        "Verify a tree again, without running anything of it except in a machine of its own"
            + " (--boot).",
    footer = {
      "",
      "Without --all the first findings and differences of each kind are printed, and how many"
          + " there are.",
      "JSON has all of them. The exit code is 6 where the tree has errors or differs.",
      "",
      "Examples:",
      "  cm-image verify default-image-debian12-aarch64",
      "  cm-image verify node-installer-debian12-aarch64 --deep --output json",
      "  cm-image verify default-image-debian12-aarch64 --boot"
    })
public final class VerifyCommand implements Callable<Integer> {
  private final GlobalOptions global;
  private final Invocation invocation;

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

  @Option(
      names = "--boot",
      description = "Boot it, too, as cm-image boot does; a failure is a further finding.")
  private boolean boots;

  /**
   * Makes the command.
   *
   * @param invocation the command as it was typed, for the commands in cures
   */
  public VerifyCommand(GlobalOptions global, Invocation invocation) {
    this.global = global;
    this.invocation = invocation;
  }

  @Override
  public Integer call() throws Exception {
    HostCalls calls = HostCalls.installed();
    ComponentName component = component(calls);
    Privilege.requireRoot("verify " + component);
    ImageBoot boot =
        new ImageBoot(global.layout(), calls, SearchPath.ofCaller(), InstantSource.system());
    Optional<FinishedImage> image = boots ? Optional.of(bootable(boot)) : Optional.empty();
    Depth depth = deep ? Depth.CONTENT : Depth.METADATA;
    int most = all || global.json() ? Integer.MAX_VALUE : VerificationText.EXAMPLES;
    BootAudit result =
        new BootAudit(
            TreeAudit.of(global.layout(), calls, component, depth, most), Optional.empty());
    if (image.isPresent()) {
      BootText.Progress progress =
          new BootText.Progress(System.err, System.out, global.json(), false, global.verbose());
      result = BootAudit.of(result.audit(), boot, image.get(), progress);
    }
    print(result);
    return result.audit().isRight() ? 0 : ErrorCode.IMAGE_INCOMPLETE.category().exitCode();
  }

  /** Returns the image to boot, for which the head node has all programs. */
  private FinishedImage bootable(ImageBoot boot) throws Exception {
    try (ClusterStore store = Stores.look(global.cluster())) {
      FinishedImage image = boot.find(store.snapshot(), name);
      boot.requirePrograms(image);
      return image;
    }
  }

  private void print(BootAudit result) {
    RemedyText remedies = new RemedyText(invocation);
    if (global.json()) {
      System.out.println(Json.pretty(VerificationText.toMap(result, remedies)));
    } else {
      result
          .report()
          .ifPresent(boot -> new BootText(remedies, boot).lines().forEach(System.out::println));
      new VerificationText(result.audit(), all).lines().forEach(System.out::println);
    }
  }

  private ComponentName component(HostCalls calls) throws Exception {
    try (ClusterStore store = Stores.look(global.cluster())) {
      return new TreeLookup(global.layout(), store.snapshot(), calls).find(name);
    }
  }
}
