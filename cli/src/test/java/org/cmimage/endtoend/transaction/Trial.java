package org.cmimage.endtoend.transaction;

import com.google.common.base.Stopwatch;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.spi.PackageInstallation.ProvisionTrack;
import org.cmimage.endtoend.trial.ListedTree;
import org.cmimage.endtoend.trial.Program;
import org.cmimage.endtoend.trial.TreeDifferences;
import org.cmimage.endtoend.trial.TreeDifferences.Difference;
import org.cmimage.sources.compress.Decompressor;
import org.cmimage.sources.deb.control.BinaryPackage;
import org.cmimage.sources.deb.installed.InstalledPackages;
import org.cmimage.sources.deb.provision.order.BaseSystem;
import org.cmimage.sources.deb.provision.order.ProvisionPlan;
import org.cmimage.sources.deb.transaction.AutomaticMarks;
import org.cmimage.sources.deb.transaction.ExistingTree;
import org.cmimage.sources.deb.transaction.Removals;
import org.cmimage.sources.deb.transaction.TransactionProvision;
import org.cmimage.sources.deb.unpack.DebUnpacker;

/** One transaction, done twice. Not thread-safe. */
final class Trial {
  private static final Pattern CHANGE =
      Pattern.compile("(Inst|Remv|Purg) (\\S+?)(?::\\S+)? (?:\\[\\S+\\] )?(?:\\((\\S+) .*)?.*");

  private final PreparedTree prepared;
  private final Supply supply;
  private final Draw draw;
  private final Map<String, Duration> times = new LinkedHashMap<>();
  private final List<String> left = new ArrayList<>();
  private int natively;

  Trial(PreparedTree prepared, Supply supply, Draw draw) {
    this.prepared = prepared;
    this.supply = supply;
    this.draw = draw;
  }

  /** What apt is going to do. */
  record Decided(List<BinaryPackage> unpacked, Set<String> removed, Set<String> purged) {}

  /**
   * Does it both ways.
   *
   * @param accelerating who finds native programs for ours; empty where all are emulated
   * @param kills draws when each step of ours is cut short; empty where none is
   * @param keep whether the trees stay there
   * @return what differs
   */
  List<Difference> run(Optional<Product> accelerating, Optional<Random> kills, boolean keep)
      throws IOException, InterruptedException {
    PreparedTree theirs = prepared.copy("theirs");
    for (String edit : draw.edits()) {
      Program.output(theirs.directory(), "sh", "-ec", "{ " + edit + "; } >/dev/null 2>&1");
    }
    PreparedTree ours = theirs.copy("ours");
    Instant begin = Instant.now();
    theirs.offer(supply);
    Decided decided = decide(theirs);
    List<String> words = words(false);
    if (accelerating.isPresent()) {
      List<String> names = decided.unpacked().stream().map(BinaryPackage::name).toList();
      ours = ours.with(accelerating.get().twins(ours.directory(), names, ours.log()));
    }
    Stopwatch watch = Stopwatch.createStarted();
    theirs.apt(words.toArray(String[]::new));
    times.put("apt", watch.elapsed());
    theirs.withdraw();
    watch.reset().start();
    change(ours, decided, kills);
    times.put("ours", watch.elapsed());
    List<Difference> differences =
        TreeDifferences.between(
            ListedTree.of(ours.directory()), ListedTree.of(theirs.directory()), begin);
    if (!keep) {
      ours.remove();
      theirs.remove();
    }
    return differences;
  }

  /** Returns how the packages were unpacked, and how long both took. */
  String summary() {
    return natively + " natively, left to dpkg: " + left + ", " + times;
  }

  private List<String> words(boolean simulated) {
    List<String> words = new ArrayList<>();
    if (simulated) {
      words.add("-s");
    }
    if (draw.purge()) {
      words.add("--purge");
    }
    words.add("install");
    words.addAll(draw.words());
    return words;
  }

  private Decided decide(PreparedTree tree) throws IOException, InterruptedException {
    Set<BinaryPackage> unpacked = new LinkedHashSet<>();
    Set<String> removed = new LinkedHashSet<>();
    Set<String> purged = new LinkedHashSet<>();
    for (String line : tree.apt(words(true).toArray(String[]::new))) {
      Matcher change = CHANGE.matcher(line);
      if (change.matches()) {
        switch (change.group(1)) {
          case "Inst" -> unpacked.add(supply.offer(change.group(2), change.group(3)).binary());
          case "Purg" -> {
            removed.add(change.group(2));
            purged.add(change.group(2));
          }
          default -> removed.add(change.group(2));
        }
      }
    }
    return new Decided(List.copyOf(unpacked), removed, purged);
  }

  private final class Told implements DebUnpacker.Listener {
    @Override
    public void unpacked(String packageName, Duration took) {
      natively++;
    }

    @Override
    public void left(String packageName, String reason) {
      left.add(packageName + " (" + reason + ")");
    }
  }

  private AutomaticMarks marks(InstalledPackages installed, Decided decided, PreparedTree tree) {
    Set<String> asked = new LinkedHashSet<>(decided.removed());
    draw.words().forEach(word -> asked.add(word.replaceFirst("(-|=.*)$", "")));
    Set<String> automatic =
        decided.unpacked().stream()
            .map(BinaryPackage::name)
            .filter(name -> !asked.contains(name))
            .filter(name -> installed.find(name).filter(p -> p.state().isUnpacked()).isEmpty())
            .collect(Collectors.toSet());
    return new AutomaticMarks(tree.architecture().debianName(), automatic, asked);
  }

  private void change(PreparedTree ours, Decided decided, Optional<Random> kills)
      throws IOException, InterruptedException {
    PreparedTree.Log log = ours.log();
    try (Rootfs tree = Rootfs.open(PreparedTree.hostCalls(), ours.directory())) {
      InstalledPackages installed = InstalledPackages.read(tree, ours.architecture().debianName());
      List<BinaryPackage> order = decided.unpacked();
      BaseSystem base = BaseSystem.none(order);
      DebUnpacker.Listener told = new Told();
      Removals removals = Removals.of(installed, decided.removed(), decided.purged(), order);
      try (DebUnpacker unpacker =
          DebUnpacker.onto(
              tree,
              ours.architecture(),
              ExistingTree.of(tree, installed),
              Decompressor.ofHost(System.getenv("PATH")),
              base.rules())) {
        for (int i = 0; i < order.size(); i++) {
          BinaryPackage binary = order.get(i);
          Path archive = supply.offer(binary.name(), binary.version().toString()).archive();
          unpacker.unpack(archive, i, told);
        }
        unpacker.finish(told);
      }
      ProvisionPlan plan =
          new ProvisionPlan(
              PreparedTree.RELEASE,
              order.stream().map(BinaryPackage::name).toList(),
              List.of(),
              "",
              base,
              List.of());
      List<List<ProvisionTrack>> tracks =
          new TransactionProvision(
                  plan, removals, marks(installed, decided, ours), Optional.empty())
              .tracks();
      if (kills.isPresent()) {
        ours.provisionInPieces(tree, tracks, log, kills.get());
      } else {
        ours.provision(tree, tracks, log);
      }
    }
  }
}
