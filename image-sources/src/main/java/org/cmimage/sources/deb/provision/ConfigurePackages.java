package org.cmimage.sources.deb.provision;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.spi.Command;
import org.cmimage.core.spi.CommandResult;
import org.cmimage.core.spi.FaultException;
import org.cmimage.core.spi.GuestSession;
import org.cmimage.core.spi.PackageInstallation.ProvisionStep;
import org.cmimage.core.spi.StageProgress;
import org.cmimage.core.spi.TreePath;

/**
 * Lets the image's own dpkg configure what is not configured yet, group by group, and process
 * triggers. dpkg notes the state of every package, so a run that was cut short goes on where it
 * stopped.
 */
final class ConfigurePackages implements ProvisionStep {
  /**
   * No fsync a file, for the tree is synchronised before it is published; no question about
   * configuration files.
   */
  private static final ImmutableList<String> DPKG =
      ImmutableList.of("dpkg", "--force-unsafe-io", "--force-confdef", "--force-confold");

  private static final TreePath UPDATES = TreePath.of("var/lib/dpkg/updates");
  private static final Duration LIMIT = Duration.ofHours(6);

  private final ProvisionPlan plan;
  private final boolean all;

  private ConfigurePackages(ProvisionPlan plan, boolean all) {
    this.plan = plan;
    this.all = all;
  }

  /** The step for all packages that are not configured yet. */
  static ConfigurePackages all(ProvisionPlan plan) {
    return new ConfigurePackages(plan, true);
  }

  /** The step for what contributes to the initramfs, and for what comes before it anyway. */
  static ConfigurePackages forInitramfs(ProvisionPlan plan) {
    return new ConfigurePackages(plan, false);
  }

  @Override
  public String name() {
    return all ? "configure" : "configure for the initramfs";
  }

  @Override
  public void run(Rootfs tree, GuestSession session, StageProgress progress)
      throws IOException, InterruptedException {
    if (!tree.list(UPDATES).isEmpty()) {
      // dpkg was killed before it wrote what it knew into the status file; opening it again does.
      run(tree, session, progress, List.of("--triggers-only", "-a"));
    }
    List<List<PackageState>> groups =
        ConfigurationOrder.of(tree, PackageState.read(tree), plan.packages());
    for (List<PackageState> group : all ? groups : groups.subList(0, groups.size() - 1)) {
      List<String> arguments = pending(tree, group);
      if (!arguments.isEmpty()) {
        boolean accounts = arguments.contains("base-passwd");
        arguments.add(0, "--configure");
        if (accounts) {
          // What it depends on is unpacked, which is all it needs.
          arguments.add(0, "--force-depends");
        }
        run(tree, session, progress, arguments);
      }
    }
    if (all) {
      run(tree, session, progress, List.of("--configure", "-a"));
    } else {
      // Called for by the kernel's package among others; here is the one that counts about to
      // begin.
      tree.delete(ConfigureGuards.INITRAMFS_WANTED);
    }
  }

  /** Names of a group's packages that are not configured by now; dpkg refuses the others. */
  private static List<String> pending(Rootfs tree, List<PackageState> group) throws IOException {
    Set<String> configured = new HashSet<>();
    for (PackageState pkg : PackageState.read(tree)) {
      if (pkg.isConfigured()) {
        configured.add(pkg.name());
      }
    }
    List<String> pending = new ArrayList<>();
    for (PackageState pkg : group) {
      if (!configured.contains(pkg.name())) {
        pending.add(pkg.name());
      }
    }
    return pending;
  }

  private void run(
      Rootfs tree, GuestSession session, StageProgress progress, List<String> arguments)
      throws IOException, InterruptedException {
    DpkgTranscript transcript = transcript(tree, progress);
    CommandResult result = session.run(command(arguments), transcript);
    transcript.ended();
    if (!result.succeeded()) {
      throw fault(transcript, result);
    }
    progress.advanced(transcript.configured(), transcript.total(), 0);
  }

  private static DpkgTranscript transcript(Rootfs tree, StageProgress progress) throws IOException {
    List<PackageState> packages = PackageState.read(tree);
    long configured = packages.stream().filter(PackageState::isConfigured).count();
    return new DpkgTranscript(progress, configured, packages.size());
  }

  private Command command(List<String> arguments) {
    ImmutableList.Builder<String> builder = ImmutableList.<String>builder().addAll(DPKG);
    if (!plan.excluded().isEmpty()) {
      // The resolver has seen to all dependencies but those on what the user does not want. dpkg
      // keeps to their order and comes back to this when nothing else is left.
      builder.add("--force-depends");
    }
    List<String> argv = builder.addAll(arguments).build();
    return new Command(argv, GuestEnvironment.QUIET, LIMIT);
  }

  private static FaultException fault(DpkgTranscript transcript, CommandResult result) {
    List<DpkgTranscript.Failure> failures = transcript.failures();
    if (failures.isEmpty()) {
      return ScriptFault.of("dpkg", "dpkg --configure", result.end().toString(), result.tail());
    }
    DpkgTranscript.Failure first = failures.get(0);
    return ScriptFault.of(first.packageName(), first.script(), first.end(), first.lines());
  }
}
