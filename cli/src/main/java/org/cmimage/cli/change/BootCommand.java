package org.cmimage.cli.change;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.cmimage.cli.option.GlobalOptions;
import org.cmimage.cli.render.Invocation;
import org.cmimage.cli.render.Json;
import org.cmimage.cli.render.RemedyText;
import org.cmimage.cli.report.BootText;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.SearchPath;
import org.cmimage.core.boot.BootReport;
import org.cmimage.core.boot.BootRequest;
import org.cmimage.core.boot.ImageBoot;
import org.cmimage.core.cluster.Privilege;
import org.cmimage.core.cluster.Stores;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.ImageException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.image.FinishedImage;
import org.cmimage.core.syscall.HostCalls;
import org.cmimage.model.store.ClusterStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cm-image boot}. */
@Command(
    name = "boot",
    description = {
      "Boot a throw-away copy of an image in an emulated machine, and tell whether it comes up.",
      "The image is not changed, nothing is mounted, and the machine has no network card unless"
          + " asked for."
    },
    footer = {
      "",
      "An image comes up when systemd has started everything and no unit failed; without systemd,"
          + " when it",
      "offers a login. A machine of the head node's architecture runs on its processor (KVM) where"
          + " that works.",
      "With --console, root is logged in and needs no password; Ctrl-A X switches the machine off.",
      "Exit code: 0 where the image comes up, 5 where it does not.",
      "",
      "Examples:",
      "  cm-image boot default-image-debian12-aarch64",
      "  cm-image boot node-installer-debian12-x86_64 --timeout 1200 --memory 4096",
      "  cm-image boot /cm/images/default-image-debian12-aarch64 --console"
    })
public final class BootCommand implements Callable<Integer> {
  private final GlobalOptions global;
  private final Invocation invocation;

  @Parameters(
      paramLabel = "IMAGE",
      description =
          "The image's name, see: cm-image list; or node-installer-DISTRO-ARCH; or the path of the"
              + " tree.")
  private String name = "";

  @Option(
      names = "--console",
      description = "Use the machine's console here, until it is switched off.")
  private boolean console;

  @Option(
      names = "--disk",
      paramLabel = "DIR",
      description =
          "Where the throw-away disk is made, which takes what the tree does (default:"
              + " /var/cache/cm-image/boot).")
  private Optional<Path> place = Optional.empty();

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description = "How long it may take to come up (default: 600).")
  private long timeout = BootRequest.LIMIT.toSeconds();

  @Option(
      names = "--memory",
      paramLabel = "MIB",
      description = "The machine's memory in MiB (default: 2048).")
  private int memory = BootRequest.MEMORY_MIB;

  @Option(
      names = "--network",
      description = "Give the machine a network card, with access to what the head node reaches.")
  private boolean network;

  /**
   * Makes the command.
   *
   * @param invocation the command as it was typed, for the commands in cures
   */
  public BootCommand(GlobalOptions global, Invocation invocation) {
    this.global = global;
    this.invocation = invocation;
  }

  @Override
  public Integer call() throws Exception {
    BootRequest request = request();
    Privilege.requireRoot("boot an image");
    ClusterLayout layout = global.cluster();
    ImageBoot boot =
        new ImageBoot(layout, HostCalls.installed(), SearchPath.ofCaller(), InstantSource.system());
    FinishedImage image;
    try (ClusterStore store = Stores.look(layout)) {
      image = boot.find(store.snapshot(), name);
    }
    BootText.Progress progress =
        new BootText.Progress(System.err, System.out, global.json(), console, global.verbose());
    BootReport report = boot.run(image, request, progress);
    BootText text = new BootText(new RemedyText(invocation), report);
    if (global.json()) {
      System.out.println(Json.pretty(text.toMap()));
    } else {
      text.lines().forEach(System.out::println);
    }
    return report.fault().map(fault -> fault.code().category().exitCode()).orElse(0);
  }

  private BootRequest request() throws ImageException {
    require(timeout > 0, "--timeout", "a number of seconds above 0", timeout);
    require(
        memory >= BootRequest.LEAST_MEMORY_MIB,
        "--memory",
        "at least " + BootRequest.LEAST_MEMORY_MIB + " MiB",
        memory);
    if (console && global.json()) {
      throw new ImageException(
          ErrorCode.INVALID_REQUEST,
          "cannot boot " + name,
          "--console shows the machine's console, which is no JSON",
          new Remedy.Advice("leave out --console or --output json"));
    }
    return new BootRequest(Duration.ofSeconds(timeout), memory, network, place, console);
  }

  private void require(boolean isRight, String option, String expected, long found)
      throws ImageException {
    if (!isRight) {
      throw new ImageException(
          ErrorCode.INVALID_REQUEST,
          "cannot boot " + name,
          "expected " + option + " to be " + expected + ", found " + found,
          new Remedy.Advice("see: cm-image boot --help"));
    }
  }
}
