package org.cmimage.cli.change;

import com.google.common.collect.Multimaps;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.cmimage.cli.option.GlobalOptions;
import org.cmimage.cli.option.RequestedImage;
import org.cmimage.cli.report.HostEffectWarnings;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.cluster.Privilege;
import org.cmimage.core.guest.CommandResult.End;
import org.cmimage.core.guest.GuestSessions;
import org.cmimage.core.image.FinishedImage;
import org.cmimage.core.image.ImageShell;
import org.cmimage.core.image.ShellReport;
import org.cmimage.core.pipeline.InstalledServices;
import org.cmimage.core.scrub.Residue;
import org.cmimage.core.syscall.HostCalls;
import org.cmimage.model.store.ClusterStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cm-image shell}. */
@Command(
    name = "shell",
    description = "Run a shell or a command in an image, as root, in a sandbox of its own.",
    footer = {
      "",
      "Nothing is mounted on the head node, and what was started ends with the shell. Programs of"
          + " another",
      "architecture are emulated. uname -r prints the image's kernel, the host name is the image's"
          + " name.",
      "A COMMAND of one word with blanks is a line for the shell. Without COMMAND and without a"
          + " terminal,",
      "a script is read from standard input. The exit code is the command's, or 128 and the number"
          + " of the",
      "signal that ended it; 2, 3 and 6 also where there is no such image, it is in use, or it is"
          + " damaged.",
      "",
      "Examples:",
      "  cm-image shell -i default-image-debian12-aarch64",
      "  cm-image shell -i default-image-debian12-aarch64 apt-get install -y strace",
      "  cm-image shell -i /cm/images/default-image-debian12-aarch64 < script.sh"
    })
public final class ShellCommand implements Callable<Integer> {
  /** The variables of the caller's environment that affect access to repositories. */
  private static final List<String> PROXIES =
      List.of("http_proxy", "https_proxy", "ftp_proxy", "no_proxy");

  private static final int SIGNAL = 128;

  private final GlobalOptions global;

  @Mixin private final RequestedImage requested = new RequestedImage();

  @Option(names = "--no-network", description = "Without the head node's network.")
  private boolean noNetwork;

  @Parameters(
      paramLabel = "COMMAND",
      arity = "0..*",
      description = "What to run, with its arguments (default: a shell).")
  private List<String> command = new ArrayList<>();

  public ShellCommand(GlobalOptions global) {
    this.global = global;
  }

  @Override
  public Integer call() throws Exception {
    Privilege.requireRoot("open a shell in an image");
    ClusterLayout layout = global.cluster();
    HostCalls calls = HostCalls.installed();
    try (ClusterStore store = HostEffectWarnings.openExisting(layout)) {
      FinishedImage image = requested.find(layout, store, calls);
      GuestSessions sessions = new InstalledServices(layout).guestSessions();
      ImageShell shell = new ImageShell(layout, store, calls, sessions, Clock.systemUTC());
      ShellReport report = shell.run(image, request());
      lines(image, report).forEach(line -> System.err.println("cm-image: " + line));
      HostEffectWarnings.refresh(store);
      return exitCode(report.end());
    }
  }

  private ImageShell.Request request() {
    boolean terminal = System.console() != null;
    return new ImageShell.Request(
        command,
        terminal,
        Optional.ofNullable(System.getenv("TERM")).orElse(""),
        !noNetwork,
        noNetwork ? Map.of() : proxies());
  }

  /** Returns the proxies without user and password, which are the head node's. */
  private static Map<String, String> proxies() {
    Map<String, String> proxies = new LinkedHashMap<>();
    for (String proxy : PROXIES) {
      Optional.ofNullable(System.getenv(proxy))
          .filter(address -> !address.contains("@"))
          .ifPresent(address -> proxies.put(proxy, address));
    }
    return proxies;
  }

  private static int exitCode(End end) {
    return end.accept(
        new End.Handler<Integer>() {
          @Override
          public Integer exited(End.Exited end) {
            return end.status();
          }

          @Override
          public Integer signalled(End.Signalled end) {
            return SIGNAL + end.signal();
          }

          @Override
          public Integer timedOut(End.TimedOut end) {
            return SIGNAL;
          }
        });
  }

  private static List<String> lines(FinishedImage image, ShellReport report) {
    List<String> lines = new ArrayList<>();
    report.kernels().forEach(kernel -> lines.add(kernel.toString()));
    Multimaps.index(report.residues(), Residue::why)
        .asMap()
        .forEach((why, residues) -> lines.add(warning(why, residues)));
    int changed = report.changed().orElse(0);
    if (changed > 0) {
      lines.add(
          image.name()
              + " was changed by hand: "
              + changed
              + (changed == 1 ? " entry is" : " entries are")
              + " new, changed or gone"
              + nodes(image));
    }
    return lines;
  }

  private static String warning(String why, Collection<Residue> residues) {
    int more = residues.size() - 1;
    return "warning: must not be the same on every node: "
        + residues.iterator().next().path()
        + (more == 0 ? "" : " and " + more + " more")
        + ": "
        + why;
  }

  private static String nodes(FinishedImage image) {
    int nodes = image.nodes().size();
    return switch (nodes) {
      case 0 -> "";
      case 1 -> "; node " + image.nodes().get(0) + " gets it when it is provisioned next";
      default -> "; its " + nodes + " nodes get it when they are provisioned next";
    };
  }
}
