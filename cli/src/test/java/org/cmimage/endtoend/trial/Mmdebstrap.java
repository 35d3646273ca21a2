package org.cmimage.endtoend.trial;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.io.Resources;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.cmimage.core.plan.ComponentPlan;
import org.cmimage.core.spi.PackageInstallation.PlannedPackage;
import org.cmimage.model.Architecture;
import org.cmimage.qemu.binfmt.BinfmtEntry;

/**
 * A run of mmdebstrap beside ours, from the same repositories, for the same packages. It needs an
 * emulator registered for all of its mount namespace; it gets one, and the head node does not.
 */
public final class Mmdebstrap implements AutoCloseable {
  private static final String IDENTITY = "0 0 4294967295\n";

  private final Process process;
  private final Path tree;
  private final Path log;

  private Mmdebstrap(Process process, Path tree, Path log) {
    this.process = process;
    this.tree = tree;
    this.log = log;
  }

  /**
   * Starts it.
   *
   * @param scratch an empty directory
   * @param emulator static, where the head node does not run the plan's architecture itself
   */
  public static Mmdebstrap start(ComponentPlan plan, Path scratch, Optional<Path> emulator)
      throws IOException {
    Architecture guest = plan.component().archOs().architecture();
    List<String> sources =
        TrialCluster.installation(plan).origins().stream()
            .map(origin -> "deb " + origin.replaceFirst(" \\(.*", ""))
            .toList();
    Path script =
        copy("/org/cmimage/endtoend/trial/namespaces.sh", scratch.resolve("namespaces.sh"));
    Path keyring =
        copy(
            "/org/cmimage/core/catalog/keyrings/debian-archive-keyring.gpg",
            scratch.resolve("keyring.gpg"));
    Path tree = scratch.resolve("tree");
    Path log = scratch.resolve("log");
    String registration =
        emulator
            .map(file -> BinfmtEntry.of("qemu-" + guest.qemuName(), guest, file.toString(), "PF"))
            .map(BinfmtEntry::registration)
            .orElse("");
    ProcessBuilder builder =
        new ProcessBuilder(
            "unshare",
            "--user",
            "sh",
            script.toString(),
            registration,
            "mmdebstrap",
            "--mode=root",
            "--variant=essential",
            // It would have to be installed here for that.
            "--skip=check/qemu",
            "--architectures=" + guest.debianName(),
            "--keyring=" + keyring,
            "--include=" + names(plan),
            sources.get(0).split(" ")[2],
            tree.toString(),
            Files.write(scratch.resolve("sources.list"), sources).toString());
    // Without it, programs of Debian 13 take several times as long under QEMU.
    builder.environment().put("QEMU_CPU", "cortex-a72");
    Process process = builder.redirectError(log.toFile()).start();
    enter(process);
    return new Mmdebstrap(process, tree, log);
  }

  private static void enter(Process process) throws IOException {
    BufferedReader answers = process.inputReader(StandardCharsets.US_ASCII);
    assertThat(answers.readLine()).isEqualTo("ready");
    Path map = Path.of("/proc", Long.toString(process.pid()));
    Files.writeString(map.resolve("uid_map"), IDENTITY);
    Files.writeString(map.resolve("gid_map"), IDENTITY);
    try (OutputStream go = process.getOutputStream()) {
      go.write('\n');
    }
  }

  private static String names(ComponentPlan plan) {
    return plan.packages().stream().map(PlannedPackage::name).collect(Collectors.joining(","));
  }

  private static Path copy(String resource, Path file) throws IOException {
    return Files.write(
        file, Resources.toByteArray(Resources.getResource(Mmdebstrap.class, resource)));
  }

  /** Waits for what it makes. */
  public Path tree() throws IOException, InterruptedException {
    assertThat(process.waitFor(30, TimeUnit.MINUTES)).as("mmdebstrap is done").isTrue();
    assertThat(process.exitValue()).as("%s", Files.readString(log)).isZero();
    return tree;
  }

  /**
   * Waits for its end, and returns what it printed last where it failed.
   *
   * @param limit after which it counts as failed
   */
  public Optional<String> failure(Duration limit) throws IOException, InterruptedException {
    if (!process.waitFor(limit.toSeconds(), TimeUnit.SECONDS)) {
      return Optional.of("mmdebstrap takes longer than " + limit);
    }
    return process.exitValue() == 0 ? Optional.empty() : Optional.of(Files.readString(log));
  }

  /** Returns the directory that it writes to. */
  public Path directory() {
    return tree;
  }

  @Override
  public void close() {
    // Everything in its namespaces ends with it.
    process.destroyForcibly().onExit().join();
  }
}
