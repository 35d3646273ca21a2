package org.cmimage.sources.deb.provision;

import com.google.common.base.Stopwatch;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cmimage.core.format.KernelReleases;
import org.cmimage.core.guest.Command;
import org.cmimage.core.guest.CommandResult;
import org.cmimage.core.guest.GuestSession;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.spi.PackageInstallation.ProvisionStep;
import org.cmimage.core.spi.PackageTime;
import org.cmimage.core.spi.PackageTime.Phase;
import org.cmimage.core.spi.StageProgress;
import org.cmimage.core.tree.TreePath;
import org.cmimage.sources.deb.provision.dpkg.GuestEnvironment;
import org.cmimage.sources.deb.provision.dpkg.ScriptFault;
import org.cmimage.sources.deb.provision.order.ConfigureGuards;
import org.cmimage.sources.deb.provision.order.InitramfsPackages;
import org.cmimage.sources.deb.provision.order.ProvisionPlan;

/**
 * Generates the initramfs of the image's kernel when everything that contributes to it is
 * configured ({@link InitramfsPackages}). The distribution's settings apply, with one exception:
 * what it would pack with gzip is packed with zstd, where the kernel unpacks that.
 */
public final class GenerateInitramfs implements ProvisionStep {
  private static final TreePath PROGRAM = TreePath.of("usr/sbin/update-initramfs");
  private static final Duration LIMIT = Duration.ofHours(1);
  private static final int LONGEST_LIST = 1 << 20;
  private static final Pattern OF_KERNEL = Pattern.compile("(?:^| )-k ?([^ ]+)");

  private final ProvisionPlan plan;
  private final String name;
  private final Optional<TreePath> requests;

  private GenerateInitramfs(ProvisionPlan plan, String name, Optional<TreePath> requests) {
    this.plan = plan;
    this.name = name;
    this.requests = requests;
  }

  /**
   * Returns the step that always generates it, while packages that should not concern it are
   * configured.
   */
  static GenerateInitramfs first(ProvisionPlan plan) {
    return new GenerateInitramfs(plan, "initramfs", Optional.empty());
  }

  /**
   * Returns the step that generates it if {@link #setDue} found a request, while packages that
   * should not concern it are configured.
   */
  public static GenerateInitramfs due(ProvisionPlan plan) {
    return new GenerateInitramfs(plan, "initramfs", Optional.of(ConfigureGuards.INITRAMFS_DUE));
  }

  /** Returns the step that generates it again if one of these packages requested it. */
  public static GenerateInitramfs again(ProvisionPlan plan) {
    return new GenerateInitramfs(
        plan, "initramfs again", Optional.of(ConfigureGuards.INITRAMFS_WANTED));
  }

  /** Makes the requests until now those that {@link #due} answers; later ones are for another. */
  public static void setDue(Rootfs tree) throws IOException {
    Optional<byte[]> requests = tree.read(ConfigureGuards.INITRAMFS_WANTED, LONGEST_LIST);
    if (requests.isPresent()) {
      tree.write(ConfigureGuards.INITRAMFS_DUE, requests.get(), 0644);
      tree.delete(ConfigureGuards.INITRAMFS_WANTED);
    }
  }

  /** Returns the guards to lay over the tree while it runs. */
  public static Map<String, String> guards(Rootfs tree) throws IOException {
    ImmutableMap.Builder<String, String> guards = ImmutableMap.builder();
    guards.putAll(ConfigureGuards.START_NOTHING);
    PackedInitramfs.functions(tree)
        .ifPresent(functions -> guards.put(PackedInitramfs.functionsPath(), functions));
    return guards.buildOrThrow();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void run(Rootfs tree, GuestSession session, StageProgress progress)
      throws IOException, InterruptedException {
    if (requests.isEmpty()) {
      generate(plan.kernelRelease(), tree, session, progress);
    } else if (tree.status(requests.get()).isPresent()) {
      for (String release : wanted(tree, requests.get())) {
        generate(release, tree, session, progress);
      }
      tree.delete(requests.get());
    }
  }

  /**
   * Returns the kernels of the calls of update-initramfs that were put off: a line of arguments
   * each. A call without a kernel concerns the newest one.
   */
  private Set<String> wanted(Rootfs tree, TreePath requests) throws IOException {
    String lines =
        tree.read(requests, LONGEST_LIST)
            .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
            .orElse("");
    List<String> all = KernelReleases.bootable(tree);
    Set<String> wanted = new LinkedHashSet<>();
    for (String line : lines.lines().toList()) {
      Matcher named = OF_KERNEL.matcher(line);
      if (!named.find()) {
        all.stream().findFirst().ifPresent(wanted::add);
      } else if (named.group(1).equals("all")) {
        wanted.addAll(all);
      } else if (all.contains(named.group(1))) {
        wanted.add(named.group(1));
      }
    }
    return wanted.isEmpty() ? Set.of(plan.kernelRelease()) : wanted;
  }

  private void generate(String release, Rootfs tree, GuestSession session, StageProgress progress)
      throws IOException, InterruptedException {
    if (tree.status(PROGRAM).isEmpty()) {
      progress.warning("no initramfs for kernel " + release + ": the image has no initramfs-tools");
      return;
    }
    progress.activity("initramfs of kernel " + release);
    PackedInitramfs packed = new PackedInitramfs();
    ImmutableMap.Builder<String, String> environment =
        ImmutableMap.<String, String>builder()
            .putAll(GuestEnvironment.QUIET)
            // The locale would make each of thousands of processes open a dozen files.
            .put("LC_ALL", "C");
    boolean packs = PackedInitramfs.suits(tree, release);
    if (packs) {
      environment.put("CM_IMAGE_MARK", packed.mark());
    }
    Command command =
        new Command(
            List.of("update-initramfs", "-c", "-k", release),
            environment.buildKeepingLast(),
            LIMIT);
    Stopwatch watch = Stopwatch.createStarted();
    CommandResult result = session.run(command, progress::log);
    if (!result.succeeded()) {
      throw ScriptFault.of(
          "initramfs-tools", "update-initramfs", result.end().toString(), result.tail());
    }
    TreePath initramfs = TreePath.of("boot/initrd.img-" + release);
    if (tree.status(initramfs).filter(s -> s.size() > 0).isEmpty()) {
      throw ScriptFault.of(
          "initramfs-tools", "update-initramfs", "success but made no " + initramfs, result.tail());
    }
    if (packs) {
      progress.activity("packing the initramfs");
      packed.pack(tree, initramfs);
    }
    progress.took(new PackageTime("initramfs-tools", Phase.INITRAMFS, watch.elapsed()));
    progress.advanced(1, 1, 0);
  }
}
