package org.cmimage.endtoend.transaction;

import com.google.common.base.Stopwatch;
import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.spi.PackageInstallation;
import org.cmimage.endtoend.trial.Program;
import org.cmimage.endtoend.trial.TrialCluster;

/**
 * Measures how long it takes to add packages to a foreign tree, by the product and by the tree's
 * own apt in a chroot; {@code bench/package} starts it.
 */
public final class Addition {
  private static final ImmutableList<String> PACKAGES =
      ImmutableList.of(
          "openssh-server",
          "chrony",
          "nftables",
          "rsync",
          "tmux",
          "jq",
          "tcpdump",
          "ethtool",
          "lvm2",
          "python3");

  private final PreparedTree prepared;
  private final Product product;
  private final Supply supply;

  private Addition(Transactions transactions) {
    this.prepared = transactions.prepared();
    this.supply = transactions.supply();
    this.product = transactions.product().with(supply);
  }

  /**
   * Measures and prints.
   *
   * @param arguments a directory, the layout's root, where TRANSACTIONS.md is, and how many times
   */
  public static void main(String[] arguments) throws Exception {
    Iterator<String> words = List.of(arguments).iterator();
    Path directory = Files.createDirectories(Path.of(words.next()).toAbsolutePath());
    ClusterLayout layout = ClusterLayout.below(Path.of(words.next()).toAbsolutePath());
    Addition addition =
        new Addition(
            Transactions.prepare(directory, layout, TrialCluster.FOREIGN, Path.of(words.next())));
    int runs = Integer.parseInt(words.next());
    // Fetches what either needs, and starts nothing cold.
    addition.ours();
    List<Duration> ours = new ArrayList<>();
    List<Duration> theirs = new ArrayList<>();
    for (int run = 0; run < runs; run++) {
      theirs.add(addition.theirs());
      ours.add(addition.ours());
      addition.requireSamePackages();
    }
    System.out.printf(
        Locale.ROOT,
        "%d packages into a tree of %s: apt-get in a chroot %.1f s, cm-image %.1f s: %.1f times as"
            + " fast%n",
        PACKAGES.size(),
        TrialCluster.FOREIGN,
        median(theirs),
        median(ours),
        median(theirs) / median(ours));
  }

  private static double median(List<Duration> times) {
    return times.stream().sorted().toList().get(times.size() / 2).toMillis() / 1e3;
  }

  /** As an administrator would: archives are there, and apt has read its indices. */
  private Duration theirs() throws IOException, InterruptedException {
    PreparedTree tree = prepared.copy("theirs");
    tree.offer(supply);
    Path policy = tree.directory().resolve("usr/sbin/policy-rc.d");
    Program.output(
        tree.directory(),
        "sh",
        "-ec",
        "printf '#!/bin/sh\\nexit 101\\n' > " + policy + "; chmod 755 " + policy);
    List<String> command =
        new ArrayList<>(
            List.of(
                "unshare",
                "--mount",
                "env",
                "DEBIAN_FRONTEND=noninteractive",
                "sh",
                "-ec",
                "root=$1; shift; mount -t proc proc \"$root/proc\"; mount --rbind /dev"
                    + " \"$root/dev\"; exec chroot \"$root\" \"$@\" 2>&1 </dev/null",
                "sh",
                tree.directory().toString()));
    command.addAll(PreparedTree.aptCommand("install"));
    command.addAll(PACKAGES);
    Stopwatch watch = Stopwatch.createStarted();
    String printed = Program.output(Path.of("/"), command.toArray(String[]::new));
    Duration took = watch.elapsed();
    tree.log().log(printed);
    System.out.printf(Locale.ROOT, "apt-get: %.1f s%n", took.toMillis() / 1e3);
    return took;
  }

  /**
   * All that the product does but for copying the tree, with archives and twins in its cache;
   * native twins are prepared while packages are unpacked, as there.
   */
  private Duration ours() throws IOException, InterruptedException {
    PreparedTree tree = prepared.copy("ours");
    PreparedTree.Log log = tree.log();
    List<String> parts = new ArrayList<>();
    Stopwatch watch = Stopwatch.createStarted();
    PackageInstallation addition = product.change(tree.directory(), PACKAGES, List.of(), log);
    parts.add("planned after " + watch);
    try (Rootfs rootfs = Rootfs.open(PreparedTree.hostCalls(), tree.directory())) {
      FutureTask<Optional<Path>> twins =
          new FutureTask<>(() -> addition.twins(TrialCluster.HOST, log));
      new Thread(twins, "twins").start();
      addition.unpack(rootfs, log);
      parts.add("unpacked after " + watch);
      Optional<Path> prepared = twins.get();
      parts.add("twins after " + watch);
      tree.with(prepared).provision(rootfs, addition.provision(rootfs), log);
    } catch (ExecutionException e) {
      throw new IOException("cannot prepare native twins: " + e.getCause(), e);
    }
    Duration took = watch.elapsed();
    System.out.printf(
        Locale.ROOT,
        "cm-image: %.1f s (%d packages; %s)%n",
        took.toMillis() / 1e3,
        addition.packages().size(),
        String.join(", ", parts));
    return took;
  }

  private void requireSamePackages() throws IOException, InterruptedException {
    List<String> lists = new ArrayList<>();
    for (String name : List.of("ours", "theirs")) {
      lists.add(
          Program.output(
              prepared.directory().resolveSibling(name),
              "dpkg-query",
              "--admindir=var/lib/dpkg",
              "-W",
              "-f=${db:Status-Abbrev} ${Package} ${Version}\\n"));
    }
    if (!lists.get(0).equals(lists.get(1))) {
      throw new IOException("the packages of ours and theirs are not the same");
    }
  }
}
