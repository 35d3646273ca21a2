package org.cmimage.sources.deb.provision;

import com.google.common.base.Stopwatch;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.spi.Command;
import org.cmimage.core.spi.CommandResult;
import org.cmimage.core.spi.GuestSession;
import org.cmimage.core.spi.PackageInstallation.ProvisionStep;
import org.cmimage.core.spi.PackageTime;
import org.cmimage.core.spi.PackageTime.Phase;
import org.cmimage.core.spi.StageProgress;

/**
 * Work of maintainer scripts on whose result no other script depends: while packages are
 * configured, a guard stands in for its program; afterwards it is done once, beside the initramfs,
 * while another core would have nothing to do.
 */
final class PutOffWork implements ProvisionStep {
  /**
   * A program that is put off.
   *
   * @param packageName whose program it is
   * @param program its path
   * @param command what makes up for all its calls; empty where its results are removed anyway
   */
  private record PutOff(String packageName, String program, List<String> command) {}

  private static final ImmutableList<PutOff> PROGRAMS =
      ImmutableList.of(
          new PutOff("locales", "/usr/sbin/locale-gen", List.of("locale-gen")),
          // The script of ca-certificates calls it twice, once without hooks. With --fresh, the
          // hooks are told of all certificates.
          new PutOff(
              "ca-certificates",
              "/usr/sbin/update-ca-certificates",
              List.of("update-ca-certificates", "--fresh")),
          // Host keys of an image would be the same on all nodes: they are scrubbed.
          new PutOff("openssh-client", "/usr/bin/ssh-keygen", List.of()));

  private static final Duration LIMIT = Duration.ofHours(1);

  private final ProvisionPlan plan;

  PutOffWork(ProvisionPlan plan) {
    this.plan = plan;
  }

  private List<PutOff> ours() {
    return PROGRAMS.stream().filter(program -> plan.has(program.packageName())).toList();
  }

  /** What stands in for the programs, by path. */
  Map<String, String> guards() {
    ImmutableMap.Builder<String, String> guards = ImmutableMap.builder();
    for (PutOff program : ours()) {
      String name = program.program().substring(program.program().lastIndexOf('/') + 1);
      guards.put(program.program(), "#!/bin/sh\necho \"" + name + ": put off\"\nexit 0\n");
    }
    return guards.buildOrThrow();
  }

  @Override
  public String name() {
    return "put-off work";
  }

  @Override
  public void run(Rootfs tree, GuestSession session, StageProgress progress)
      throws IOException, InterruptedException {
    for (PutOff program : ours()) {
      if (!program.command().isEmpty()) {
        Command command = new Command(program.command(), GuestEnvironment.QUIET, LIMIT);
        Stopwatch watch = Stopwatch.createStarted();
        CommandResult result = GuestRun.twiceIfEmulatorFails(session, command, progress);
        progress.took(new PackageTime(program.packageName(), Phase.POSTINST, watch.elapsed()));
        if (!result.succeeded()) {
          throw ScriptFault.of(
              program.packageName(),
              program.command().get(0),
              result.end().toString(),
              result.tail());
        }
      }
    }
  }
}
