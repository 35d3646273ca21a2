package org.cmimage.sources.deb.provision.dpkg;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.guest.Command;
import org.cmimage.core.guest.CommandResult;
import org.cmimage.core.guest.GuestSession;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.spi.StageProgress;
import org.cmimage.core.tree.TreePath;
import org.cmimage.sources.deb.provision.order.PackageState;
import org.cmimage.sources.deb.provision.order.ProvisionPlan;
import org.cmimage.sources.deb.unpack.database.PackageFault;

/** Runs the image's own dpkg in one session. Not thread-safe. */
public final class ImageDpkg {
  /**
   * No fsync of each file, because the tree is synchronised before it is published; no question
   * about configuration files.
   */
  private static final ImmutableList<String> DPKG =
      ImmutableList.of("dpkg", "--force-unsafe-io", "--force-confdef", "--force-confold");

  private static final TreePath UPDATES = TreePath.of("var/lib/dpkg/updates");
  private static final Duration LIMIT = Duration.ofHours(6);

  private final ProvisionPlan plan;
  private final Rootfs tree;
  private final GuestSession session;
  private final StageProgress progress;

  /** Creates the dpkg of a session's tree. */
  public ImageDpkg(ProvisionPlan plan, Rootfs tree, GuestSession session, StageProgress progress) {
    this.plan = plan;
    this.tree = tree;
    this.session = session;
    this.progress = progress;
  }

  /**
   * Runs dpkg once to complete its status file after it was killed with changes only in its
   * journal; opening the database merges them.
   */
  public void settle() throws IOException, InterruptedException {
    if (!tree.list(UPDATES).isEmpty()) {
      run(List.of("--triggers-only", "-a"));
    }
  }

  /** Configures those of the packages that are not configured yet. */
  public void configure(List<PackageState> packages) throws IOException, InterruptedException {
    List<String> arguments = pending(packages);
    if (!arguments.isEmpty()) {
      boolean accounts = arguments.contains("base-passwd");
      arguments.add(0, "--configure");
      if (accounts) {
        // Its dependencies are unpacked, which is all it needs.
        arguments.add(0, "--force-depends");
      }
      run(arguments);
    }
  }

  /** Returns the names of the packages that are not configured yet; dpkg refuses the others. */
  private List<String> pending(List<PackageState> packages) throws IOException {
    Set<String> configured = new HashSet<>();
    for (PackageState pkg : PackageState.read(tree)) {
      if (pkg.isConfigured()) {
        configured.add(pkg.name());
      }
    }
    List<String> pending = new ArrayList<>();
    for (PackageState pkg : packages) {
      if (!configured.contains(pkg.name())) {
        pending.add(pkg.name());
      }
    }
    return pending;
  }

  /**
   * Runs dpkg once.
   *
   * @throws FaultException if it fails, naming the package and script
   */
  public void run(List<String> arguments) throws IOException, InterruptedException {
    DpkgTranscript transcript = transcript();
    CommandResult result = session.run(command(arguments), transcript);
    transcript.ended();
    if (!result.succeeded()) {
      throw fault(arguments.get(0), transcript, result);
    }
    progress.advanced(transcript.configured(), transcript.total(), 0);
  }

  private DpkgTranscript transcript() throws IOException {
    List<PackageState> packages = PackageState.read(tree);
    long configured = packages.stream().filter(PackageState::isConfigured).count();
    return new DpkgTranscript(progress, configured, plan.packages().size());
  }

  private Command command(List<String> arguments) {
    ImmutableList.Builder<String> builder = ImmutableList.<String>builder().addAll(DPKG);
    if (!plan.excluded().isEmpty()) {
      // The resolver has satisfied all dependencies but those on what the user excludes. dpkg
      // respects their order and returns to this package when nothing else is left.
      builder.add("--force-depends");
    }
    List<String> argv = builder.addAll(arguments).build();
    return new Command(argv, GuestEnvironment.QUIET, LIMIT);
  }

  private FaultException fault(String action, DpkgTranscript transcript, CommandResult result) {
    List<DpkgTranscript.Failure> failures = transcript.failures();
    if (failures.isEmpty()) {
      return ScriptFault.of("dpkg", "dpkg " + action, result.end().toString(), result.tail());
    }
    DpkgTranscript.Failure first = failures.get(0);
    if (first.conflict().isPresent()) {
      DpkgMessage.Overwrites conflict = first.conflict().get();
      return PackageFault.overwrite(first.packageName(), conflict.path(), conflict.other());
    }
    boolean configures = isOfConfiguration(first);
    List<String> names =
        failures.stream()
            .filter(failure -> isOfConfiguration(failure) == configures)
            .map(DpkgTranscript.Failure::packageName)
            .toList();
    return ScriptFault.of(
        first, new RetryAlone(plan, configures ? RetryAlone.CONFIGURE : action, names));
  }

  /** Returns whether a package is to be configured again: other actions run triggers, too. */
  private static boolean isOfConfiguration(DpkgTranscript.Failure failure) {
    return failure.script().startsWith("post-installation ");
  }
}
