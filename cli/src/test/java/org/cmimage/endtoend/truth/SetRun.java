package org.cmimage.endtoend.truth;

import com.google.common.collect.Sets;
import com.google.common.hash.Hashing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.cmimage.core.Acceleration;
import org.cmimage.endtoend.trial.Apt;
import org.cmimage.endtoend.trial.Explanations;
import org.cmimage.endtoend.trial.Initramfs;
import org.cmimage.endtoend.trial.ListedTree;
import org.cmimage.endtoend.trial.Mmdebstrap;
import org.cmimage.endtoend.trial.TreeDifferences;
import org.cmimage.endtoend.trial.TreeDifferences.Difference;
import org.cmimage.endtoend.trial.TrialCluster;
import org.cmimage.endtoend.truth.SetResult.Outcome;
import org.cmimage.endtoend.truth.tree.DifferenceFiles;
import org.cmimage.endtoend.truth.tree.KeptTree;
import org.cmimage.endtoend.truth.tree.TreeChecks;

/** Makes one set, has a peer make it too, and compares. */
final class SetRun {
  /** What the tables call these sets, beside the names of their releases. */
  private static final String TABLES_NAME = "random";

  private static final Duration PEER_LIMIT = Duration.ofHours(2);
  private static final String INITRAMFS = "initramfs:";
  private static final int LONGEST_LINE = 200;

  private final Bench bench;
  private final RandomSet set;
  private final List<String> drawn;
  private final Apt apt;
  private final Path work;

  SetRun(Bench bench, RandomSet set, List<String> drawn, Apt apt) {
    this.bench = bench;
    this.set = set;
    this.drawn = drawn;
    this.apt = apt;
    this.work = bench.work().resolve(set.fileName());
  }

  /**
   * A tree to compare with.
   *
   * @param tree none where it failed
   * @param findings of the same checks; none where they say nothing about ours
   * @param begin when the making of it began
   */
  private record Peer(
      Optional<ListedTree> tree,
      List<Difference> findings,
      Instant begin,
      Duration elapsed,
      String name,
      String failure) {}

  /** What is concluded of a tree that was made, or that could not be. */
  private interface Judgement {
    SetResult of(Build ours, Apt.Simulation expected, Path details) throws Exception;
  }

  /** Makes it, has a peer make it too, and compares. */
  SetResult run() throws Exception {
    return make(this::compared);
  }

  /** Makes and checks it, and has no peer make it. */
  SetResult check() throws Exception {
    return make(this::checked);
  }

  private SetResult make(Judgement judgement) throws Exception {
    Bench.remove(work);
    Files.createDirectories(work);
    Path details = bench.details(set);
    try {
      Apt.Simulation expected = apt.simulate(Bench.requested(set.archOs(), drawn));
      Build ours = plan("ours", Acceleration.AUTO);
      if (ours.failure().isPresent()) {
        return unplanned(ours, expected);
      }
      ours.execute();
      ours.copyLog(details.resolve("ours.log"));
      return judgement.of(ours, expected, details);
    } finally {
      Bench.remove(work);
    }
  }

  private SetResult compared(Build ours, Apt.Simulation expected, Path details) throws Exception {
    Peer peer = isNative() ? mmdebstrap(ours) : emulated(ours.packages());
    if (ours.failure().isPresent() || peer.tree().isEmpty()) {
      Outcome outcome = peer.tree().isPresent() ? Outcome.NOT_BUILT : Outcome.PEER_FAILED;
      String reason = ours.failure().orElse("") + " " + peer.failure();
      return result(outcome, ours, Optional.of(peer), 0, reason);
    }
    List<Difference> differences = new ArrayList<>(packages(ours.packages(), expected));
    ListedTree mine = isNative() ? ListedTree.of(ours.tree()) : withInitramfs(ours.tree());
    differences.addAll(compare(ours.tree(), mine, peer));
    List<Difference> unexplained = explanations().unexplained(tables(), differences);
    new DifferenceFiles(details).write(unexplained, mine, peer.tree().get());
    Outcome outcome = unexplained.isEmpty() ? Outcome.EQUAL : Outcome.DIFFERENT;
    return result(outcome, ours, Optional.of(peer), unexplained.size(), kinds(unexplained));
  }

  private SetResult checked(Build ours, Apt.Simulation expected, Path details) throws Exception {
    if (ours.failure().isPresent()) {
      return result(Outcome.NOT_BUILT, ours, Optional.empty(), 0, ours.failure().get());
    }
    List<Difference> found = new ArrayList<>(packages(ours.packages(), expected));
    found.addAll(findings(ours.tree(), ListedTree.of(ours.tree()), List.of()));
    List<Difference> unexplained = explanations().unexplained(tables(), found);
    Files.write(
        details.resolve("findings.txt"), unexplained.stream().map(Difference::toString).toList());
    Outcome outcome = unexplained.isEmpty() ? Outcome.CHECKED : Outcome.DIFFERENT;
    return result(outcome, ours, Optional.empty(), unexplained.size(), kinds(unexplained));
  }

  private SetResult unplanned(Build ours, Apt.Simulation expected) {
    String reason = "ours: " + ours.failure().orElseThrow() + "; apt: " + expected.complaint();
    Outcome outcome = expected.complaint().isEmpty() ? Outcome.NOT_BUILT : Outcome.UNSATISFIABLE;
    return result(outcome, ours, Optional.empty(), 0, reason);
  }

  /** Compares the packages of the plan with what apt would install, and makes nothing. */
  SetResult comparePlans() throws Exception {
    Bench.remove(work);
    Files.createDirectories(work);
    try {
      Apt.Simulation expected = apt.simulate(Bench.requested(set.archOs(), drawn));
      Build ours = plan("ours", Acceleration.AUTO);
      if (ours.failure().isPresent()) {
        return unplanned(ours, expected);
      }
      List<Difference> found = packages(ours.packages(), expected);
      Outcome outcome = found.isEmpty() ? Outcome.EQUAL : Outcome.DIFFERENT;
      String reason =
          found.stream()
              .map(d -> (d.ours().isEmpty() ? "-" : "+") + d.path() + d.theirs())
              .collect(Collectors.joining(", "));
      return result(outcome, ours, Optional.empty(), found.size(), reason);
    } finally {
      Bench.remove(work);
    }
  }

  /** Makes and keeps the emulated tree of the set, where there is none yet. */
  SetResult reference() throws Exception {
    Bench.remove(work);
    Files.createDirectories(work);
    try {
      Build plan = plan("plan", Acceleration.OFF);
      if (plan.failure().isPresent()) {
        return result(Outcome.NOT_BUILT, plan, Optional.empty(), 0, plan.failure().get());
      }
      Peer peer = emulated(plan.packages());
      Outcome outcome = peer.tree().isPresent() ? Outcome.EQUAL : Outcome.PEER_FAILED;
      return result(outcome, plan, Optional.of(peer), 0, peer.failure());
    } finally {
      Bench.remove(work);
    }
  }

  private boolean isNative() {
    return set.archOs().architecture() == TrialCluster.HOST;
  }

  private Set<String> tables() {
    return Set.of(TABLES_NAME, set.archOs().distribution().id());
  }

  private Explanations explanations() throws IOException {
    String document = isNative() ? "COMPARISON.md" : "ACCELERATION.md";
    return Explanations.read(bench.documents().resolve(document));
  }

  private Build plan(String name, Acceleration acceleration) throws Exception {
    String cluster = set.fileName() + "/" + name;
    return Build.plan(bench.cluster(cluster, set.archOs(), drawn), set.archOs(), acceleration);
  }

  private Peer mmdebstrap(Build ours) throws Exception {
    Instant begin = Instant.now();
    Path scratch = Files.createDirectory(work.resolve("peer"));
    try (Mmdebstrap run =
        Mmdebstrap.start(ours.component().orElseThrow(), scratch, Optional.empty())) {
      Optional<String> failure = run.failure(PEER_LIMIT);
      Duration elapsed = Duration.between(begin, Instant.now());
      String printed = Files.readString(scratch.resolve("log"));
      Files.writeString(
          bench.directory().resolve("details/" + set.fileName() + "/peer.log"), printed);
      if (failure.isPresent()) {
        String last = "mmdebstrap: " + lastLines(failure.get());
        return new Peer(Optional.empty(), List.of(), begin, elapsed, "mmdebstrap", last);
      }
      ListedTree tree = ListedTree.of(run.directory());
      List<Difference> findings =
          TreeChecks.run(run.directory(), tree, set.archOs().architecture());
      return new Peer(Optional.of(tree), findings, begin, elapsed, "mmdebstrap", "");
    }
  }

  private static String lastLines(String text) {
    List<String> lines = text.lines().toList();
    return lines.subList(Math.max(0, lines.size() - 5), lines.size()).stream()
        .map(line -> line.substring(0, Math.min(line.length(), LONGEST_LINE)))
        .collect(Collectors.joining(" / "));
  }

  private Peer emulated(List<String> packages) throws Exception {
    String key =
        Hashing.sha256().hashString(String.join("\n", packages), StandardCharsets.UTF_8).toString();
    Path place =
        bench.directory().resolve("references/" + set.fileName() + "-" + key.substring(0, 12));
    Optional<KeptTree> kept = bench.reuse() ? KeptTree.find(place) : Optional.empty();
    if (kept.isPresent()) {
      return peer(kept.get(), "kept, ");
    }
    Build build = plan("emulated", Acceleration.OFF);
    if (build.failure().isEmpty()) {
      build.execute();
      build.copyLog(
          Files.createDirectories(bench.directory().resolve("details/" + set.fileName()))
              .resolve("peer-" + Instant.now().getEpochSecond() + ".log"));
    }
    if (build.failure().isPresent()) {
      String failure = "emulated: " + build.failure().get();
      return new Peer(
          Optional.empty(), List.of(), build.begin(), build.elapsed(), "emulated", failure);
    }
    Map<String, String> facts =
        Map.of(
            "commit", bench.commit(),
            "packages", String.join(",", packages),
            "seconds", Long.toString(build.elapsed().toSeconds()));
    Bench.remove(place);
    return peer(KeptTree.keep(withInitramfs(build.tree()), place, build.begin(), facts), "");
  }

  private static Peer peer(KeptTree tree, String how) {
    return new Peer(
        Optional.of(tree),
        List.of(),
        tree.begin(),
        Duration.ofSeconds(Long.parseLong(tree.fact("seconds"))),
        "emulated (" + how + tree.fact("commit") + ")",
        "");
  }

  private ListedTree withInitramfs(Path tree) throws IOException, InterruptedException {
    Path scratch = Files.createTempDirectory(work, "initramfs");
    return ListedTree.of(tree).with(INITRAMFS, ListedTree.of(Initramfs.unpackOf(tree, scratch)));
  }

  private List<Difference> compare(Path tree, ListedTree mine, Peer peer) throws Exception {
    List<Difference> found =
        new ArrayList<>(TreeDifferences.between(mine, peer.tree().orElseThrow(), peer.begin()));
    found.addAll(findings(tree, mine, peer.findings()));
    return found;
  }

  private List<Difference> findings(Path tree, ListedTree mine, List<Difference> known)
      throws Exception {
    List<Difference> found = new ArrayList<>();
    for (Difference finding : TreeChecks.run(tree, mine, set.archOs().architecture())) {
      // A conffile that a script has changed is nothing wrong, and a peer's tree has the same.
      boolean changedConffile =
          finding.aspect().equals("dpkg --verify") && finding.ours().contains(" c ");
      if (!known.contains(finding) && !changedConffile) {
        found.add(finding);
      }
    }
    return found;
  }

  /** Returns what apt would take otherwise. */
  private static List<Difference> packages(List<String> ours, Apt.Simulation expected) {
    Set<String> mine = new TreeSet<>(ours);
    Set<String> others = new TreeSet<>(expected.packages());
    List<Difference> differences = new ArrayList<>();
    if (!expected.complaint().isEmpty()) {
      differences.add(new Difference("", "packages", "can be installed", expected.complaint()));
      return differences;
    }
    Sets.difference(mine, others)
        .forEach(each -> differences.add(new Difference(each, "packages", "installed", "")));
    Sets.difference(others, mine)
        .forEach(each -> differences.add(new Difference(each, "packages", "", "installed")));
    return differences;
  }

  private static String kinds(List<Difference> differences) {
    return String.join(", ", new TreeSet<>(differences.stream().map(Difference::aspect).toList()))
        + differences.stream().limit(3).map(d -> " " + d.path()).reduce("", String::concat);
  }

  private SetResult result(
      Outcome outcome, Build ours, Optional<Peer> peer, int differences, String reason) {
    return new SetResult(
        set.id(),
        outcome,
        ours.packages().size(),
        ours.failure().isEmpty() && !ours.triedAgain(),
        differences,
        ours.elapsed().toSeconds(),
        peer.map(each -> each.elapsed().toSeconds()).orElse(0L),
        peer.map(Peer::name).orElse(""),
        bench.commit(),
        reason);
  }
}
