package org.cmimage.endtoend.transaction;

import com.google.common.collect.ImmutableSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.guest.GuestSessions;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.spi.PackageInstallation;
import org.cmimage.endtoend.trial.Explanations;
import org.cmimage.endtoend.trial.Program;
import org.cmimage.endtoend.trial.TreeDifferences.Difference;
import org.cmimage.model.Architecture;
import org.cmimage.qemu.guest.LinuxGuestSessionsProvider;
import org.cmimage.sources.deb.DebPackageSystemProvider;
import org.cmimage.sources.deb.control.BinaryPackage;
import org.cmimage.sources.deb.control.PackageList;
import org.cmimage.sources.deb.control.Provenance;
import org.cmimage.sources.deb.pin.Preferences;
import org.cmimage.sources.deb.resolve.Resolver;

/** Tries transactions one after another; {@code bench/transactions} starts it. */
public final class Transactions {
  private static final List<String> SYSTEM = List.of("apt", "init-system-helpers");

  private static final Provenance UNKNOWN =
      new Provenance("", "", "", "", "", Provenance.Automatic.YES, Provenance.Place.NOWHERE);

  private final Product product;
  private final Supply supply;
  private final PreparedTree prepared;
  private final Explanations explanations;

  private Transactions(
      Product product, Supply supply, PreparedTree prepared, Explanations explanations) {
    this.product = product;
    this.supply = supply;
    this.prepared = prepared;
    this.explanations = explanations;
  }

  /**
   * Fetches packages and makes the tree that all transactions change, where the directory has them
   * not yet.
   *
   * @param layout of the emulator's cache
   * @param documents where TRANSACTIONS.md is
   */
  public static Transactions prepare(
      Path directory, ClusterLayout layout, Architecture architecture, Path documents)
      throws IOException, InterruptedException {
    GuestSessions sessions =
        new LinuxGuestSessionsProvider()
            .open(layout, new DebPackageSystemProvider().programs(layout));
    Product product = new Product(layout, architecture);
    Supply supply = supply(directory, product);
    return new Transactions(
        product,
        supply,
        prepare(directory, architecture, sessions, supply),
        Explanations.read(documents.resolve("TRANSACTIONS.md")));
  }

  /**
   * Does a transaction both ways.
   *
   * @param way how ours is done
   * @param keep whether the trees stay beside the prepared one
   * @return what differs that no row explains, and what else is to be said
   */
  public Outcome run(int seed, Way way, boolean keep) throws IOException, InterruptedException {
    Draw draw = Draw.of(seed, supply);
    Trial trial = new Trial(prepared, supply, draw);
    List<Difference> differences =
        trial.run(
            way == Way.ACCELERATED ? Optional.of(product) : Optional.empty(),
            way == Way.KILLED ? Optional.of(new Random(seed)) : Optional.empty(),
            keep);
    return new Outcome(
        explanations.unexplained(Set.of("all"), differences), draw + " " + trial.summary());
  }

  /**
   * Changes a copy of the tree by the product alone, from the repositories of this machine's apt.
   *
   * @param edit a shell command, run in the tree's root before
   * @return what was logged
   */
  public List<String> change(String edit, List<String> added, List<String> removed)
      throws IOException, InterruptedException {
    PreparedTree changed = prepared.copy("changed");
    Files.deleteIfExists(changed.log().file());
    try (Rootfs tree = Rootfs.open(PreparedTree.hostCalls(), changed.directory())) {
      Program.output(changed.directory(), "sh", "-ec", edit);
      PackageInstallation change =
          product.change(changed.directory(), added, removed, changed.log());
      change.unpack(tree, changed.log());
      changed.provision(tree, change.provision(tree), changed.log());
      return Files.readAllLines(changed.log().file());
    } finally {
      changed.remove();
    }
  }

  /** Returns the packages that transactions choose from. */
  Supply supply() {
    return supply;
  }

  /** Returns the tree that all transactions change. */
  PreparedTree prepared() {
    return prepared;
  }

  /** Returns the product, for that tree. */
  Product product() {
    return product;
  }

  /** How the product does a transaction. */
  public enum Way {
    /** Every program is the tree's own. */
    EMULATED,
    /** A foreign tree's programs have native twins. */
    ACCELERATED,
    /** As the first, but every step is cut short and begun again. */
    KILLED
  }

  /** What came of a transaction. */
  public record Outcome(List<Difference> differences, String summary) {}

  /**
   * Runs seeds.
   *
   * @param arguments a directory, the layout's root, the architecture, the documents, the first and
   *     last seed, how ({@link Way}), {@code keep} or {@code discard}
   */
  public static void main(String[] arguments) throws Exception {
    Iterator<String> words = List.of(arguments).iterator();
    Path directory = Files.createDirectories(Path.of(words.next()).toAbsolutePath());
    ClusterLayout layout = ClusterLayout.below(Path.of(words.next()).toAbsolutePath());
    Architecture architecture = Architecture.parse(words.next());
    Path documents = Path.of(words.next());
    int first = Integer.parseInt(words.next());
    int last = Integer.parseInt(words.next());
    Way way = Way.valueOf(words.next().toUpperCase(Locale.ROOT));
    boolean keep = words.next().equals("keep");
    Transactions transactions = prepare(directory, layout, architecture, documents);
    for (int seed = first; seed <= last; seed++) {
      try {
        Outcome outcome = transactions.run(seed, way, keep);
        String verdict = outcome.differences.isEmpty() ? "equal" : "differs";
        System.out.println("seed " + seed + ": " + verdict + ": " + outcome.summary);
        outcome.differences.forEach(difference -> System.out.println("  " + difference));
      } catch (IOException e) {
        System.out.println("seed " + seed + ": failed: " + e.getMessage());
      }
    }
  }

  private static Supply supply(Path directory, Product product)
      throws IOException, InterruptedException {
    Path made = directory.resolve("supply/packages");
    if (Files.exists(made.resolve("Packages"))) {
      return Supply.read(made);
    }
    List<String> all = new ArrayList<>(SYSTEM);
    all.addAll(Draw.FRESH);
    all.addAll(Draw.OLDER);
    all.addAll(Draw.PRESENT);
    all.addAll(Draw.LEFTOVERS);
    List<String> sources =
        product.repositories(new PreparedTree.Log(directory.resolve("plan.log")));
    return Supply.make(
        directory.resolve("supply"), product.architecture(), sources, all, Draw.OLDER);
  }

  /** Returns the tree that all transactions change. */
  private static PreparedTree prepare(
      Path directory, Architecture architecture, GuestSessions sessions, Supply supply)
      throws IOException, InterruptedException {
    PreparedTree tree =
        new PreparedTree(directory.resolve("prepared"), architecture, sessions, Optional.empty());
    if (Files.exists(directory.resolve("prepared.done"))) {
      return tree;
    }
    if (Files.exists(tree.directory())) {
      tree.remove();
    }
    tree.make(supply, system(supply, architecture));
    tree.offer(supply);
    List<String> words = new ArrayList<>(List.of("install"));
    for (String name : Draw.OLDER) {
      words.add(name + "=" + supply.newest(name).binary().version() + Supply.OLD);
    }
    words.addAll(Draw.PRESENT);
    words.addAll(Draw.LEFTOVERS);
    tree.apt(words.toArray(String[]::new));
    List<String> remove = new ArrayList<>(List.of("remove"));
    remove.addAll(Draw.LEFTOVERS);
    tree.apt(remove.toArray(String[]::new));
    tree.withdraw();
    Files.createFile(directory.resolve("prepared.done"));
    return tree;
  }

  private static List<BinaryPackage> system(Supply supply, Architecture architecture)
      throws IOException {
    List<BinaryPackage> offered =
        supply.packages().values().stream()
            .map(Supply.Offer::binary)
            .filter(binary -> !binary.version().toString().endsWith(Supply.OLD))
            .toList();
    return new Resolver(
            List.of(new PackageList(UNKNOWN, offered)),
            architecture.debianName(),
            new Preferences(List.of(), architecture.debianName()))
        .resolve(SYSTEM, ImmutableSet.of("required"), ImmutableSet.of())
        .packages();
  }
}
