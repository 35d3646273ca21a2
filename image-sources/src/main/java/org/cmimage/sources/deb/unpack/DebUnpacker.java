package org.cmimage.sources.deb.unpack;

import com.google.common.base.Stopwatch;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.tree.EntrySink;
import org.cmimage.core.write.CollisionPolicy;
import org.cmimage.core.write.RootfsWriter;
import org.cmimage.model.Architecture;
import org.cmimage.sources.compress.Decompressor;
import org.cmimage.sources.deb.archive.DebArchive;
import org.cmimage.sources.deb.script.Preinst;
import org.cmimage.sources.deb.unpack.database.DpkgDatabase;
import org.cmimage.sources.deb.unpack.database.PackageFault;
import org.cmimage.sources.deb.unpack.database.PackagedTree;
import org.cmimage.sources.deb.unpack.database.UnpackRules;
import org.cmimage.sources.deb.unpack.database.UnpackedPackage;
import org.cmimage.sources.tar.NamedEntrySink;
import org.jspecify.annotations.Nullable;

/**
 * Unpacks packages into an empty tree, or onto one that has packages, and writes the package
 * database, as {@code dpkg --unpack} would.
 *
 * <pre>{@code
 * try (DebUnpacker unpacker = DebUnpacker.open(tree, architecture, UsrMerge.of(distribution), decompressor)) {
 *   // in any order, from any threads
 *   unpacker.unpack(archive, 0, listener);
 *   unpacker.finish(listener);
 * }
 * }</pre>
 *
 * <p>The result depends on the packages alone, not on the order in which they are unpacked: a file
 * that two packages have is an error unless one of them replaces the other's, and then it is that
 * of the replacing one. Owners are those that the archives name, else the ids in them. After a
 * failure the tree must be discarded.
 */
public final class DebUnpacker implements Closeable {
  /**
   * dpkg's front ends unpack it first too: it has the directories of the file system hierarchy with
   * their modes.
   */
  private static final String FIRST_PACKAGE = "base-files";

  private final Architecture architecture;
  private final Decompressor decompressor;
  private final RootfsWriter writer;
  private final UnpackTarget target;
  private final DpkgDatabase database;
  private final Map<String, UnpackedPackage> packages = new ConcurrentHashMap<>();
  private final Set<String> names = ConcurrentHashMap.newKeySet();
  private final UnpackRules rules;
  private final EntrySink archives;
  private final Prerequisites prerequisites;
  private final List<Arrival> waiting = new ArrayList<>();

  /** A listener to the unpacking of packages; called on any thread. */
  public interface Listener {
    /** Reports that a package was unpacked. */
    void unpacked(String packageName, Duration took);

    /** Reports that the archive of a package was put into the tree for the image's own dpkg. */
    void left(String packageName, String reason);
  }

  /** An archive that is being unpacked, or waits for facts about others. */
  private record Arrival(String packageName, Path archive, int order, SoughtPaths sought) {}

  private DebUnpacker(
      Architecture architecture,
      Decompressor decompressor,
      RootfsWriter writer,
      UnpackTarget target,
      UnpackRules rules) {
    this.rules = rules;
    this.prerequisites = new Prerequisites(rules.waiting());
    this.archives = writer.part(Integer.MAX_VALUE, CollisionPolicy.REFUSE);
    this.architecture = architecture;
    this.decompressor = decompressor;
    this.writer = writer;
    this.target = target;
    this.database = new DpkgDatabase(writer.part(Integer.MAX_VALUE, CollisionPolicy.REFUSE));
  }

  /** Prepares an empty tree. */
  public static DebUnpacker open(
      Rootfs tree,
      Architecture architecture,
      UsrMerge merge,
      Decompressor decompressor,
      UnpackRules rules)
      throws IOException {
    RootfsWriter writer = new RootfsWriter(tree);
    try {
      UsrLinks usr = new UsrLinks(merge.links(architecture));
      usr.make(writer.part(Integer.MAX_VALUE, CollisionPolicy.REFUSE), 0);
      UnpackTarget target = new UnpackTarget(new PathClaims(), usr, Optional.empty());
      return new DebUnpacker(architecture, decompressor, writer, target, rules);
    } catch (IOException e) {
      writer.close();
      throw e;
    }
  }

  /**
   * Prepares a tree that has packages. Packages that the tree refuses are left to the image's own
   * dpkg.
   */
  public static DebUnpacker onto(
      Rootfs tree,
      Architecture architecture,
      PackagedTree existing,
      Decompressor decompressor,
      UnpackRules rules)
      throws IOException {
    UsrLinks usr = new UsrLinks(existing.usrLinks());
    UnpackTarget target = new UnpackTarget(new PathClaims(), usr, Optional.of(existing));
    return new DebUnpacker(architecture, decompressor, new RootfsWriter(tree), target, rules);
  }

  /**
   * Unpacks one package, or puts its archive into the tree for the image's own dpkg. One that
   * pre-depends on others may wait until these are known. Thread-safe.
   *
   * @param archive already verified
   * @param order the index of the package; of packages that share a directory the first determines
   *     its mode, owner and time
   * @param listener receives the result of this package and of those that waited for it
   * @throws org.cmimage.core.fault.FaultException if a package is broken, for another architecture,
   *     a duplicate, or has a file of another package that it does not replace
   */
  public void unpack(Path archive, int order, Listener listener) throws IOException {
    try (DebArchive deb = DebArchive.open(archive, decompressor)) {
      UnpackedPackage unpacked = UnpackedPackage.of(deb.control(), archive, architecture, rules);
      String name = unpacked.name();
      if (!names.add(name)) {
        throw PackageFault.corrupt(name, "it is among the packages twice");
      }
      Optional<Preinst.Findings> preinst = rules.preinst(name, deb.control());
      SoughtPaths sought =
          preinst.map(found -> SoughtPaths.of(found.paths())).orElse(SoughtPaths.NONE);
      Optional<String> reason = preinst.flatMap(found -> rules.reasonForDpkg(name, found));
      if (reason.isEmpty()) {
        reason = sought.find(deb.control(), archive, decompressor).map(DebUnpacker::looksAt);
      }
      if (reason.isEmpty() && target.existing().isPresent()) {
        reason = target.existing().get().reasonForDpkg(unpacked.control());
      }
      Arrival now = new Arrival(name, archive, order, sought);
      if (reason.isPresent()) {
        leave(name, archive, reason.get(), listener);
      } else if (!rules.waiting().containsKey(name)) {
        unpack(deb, unpacked, now, listener);
      } else {
        synchronized (waiting) {
          waiting.add(now);
        }
      }
    }
    for (Arrival next = settled(); next != null; next = settled()) {
      unpackWaiting(next, listener);
    }
  }

  private void unpack(DebArchive deb, UnpackedPackage unpacked, Arrival archive, Listener listener)
      throws IOException {
    Stopwatch stopwatch = Stopwatch.createStarted();
    int place = unpacked.name().equals(FIRST_PACKAGE) ? Integer.MIN_VALUE : archive.order();
    NamedEntrySink files = new PackageSink(unpacked, target, writer, place);
    Optional<Examination> examination =
        target.existing().map(tree -> new Examination(unpacked, target, tree, files));
    SoughtPaths.Watch watch =
        archive.sought().watch(examination.<NamedEntrySink>map(each -> each).orElse(files));
    deb.readData(watch);
    Optional<String> reason =
        watch.found().map(DebUnpacker::looksAt).or(() -> examination.flatMap(Examination::reason));
    if (reason.isPresent()) {
      // The script examines nothing that was written until then, and dpkg writes it again.
      leave(unpacked.name(), archive.archive(), reason.get(), listener);
      return;
    }
    prerequisites.unpacked(unpacked.name(), deb.control());
    packages.put(unpacked.name(), unpacked);
    database.addControl(unpacked, deb.control().values());
    listener.unpacked(unpacked.name(), stopwatch.elapsed());
  }

  private static String looksAt(String path) {
    return "its pre-installation script looks at " + path;
  }

  private void leave(String packageName, Path archive, String reason, Listener listener)
      throws IOException {
    prerequisites.left(packageName);
    PendingArchives.add(archives, packageName, archive);
    listener.left(packageName, reason);
  }

  /** Removes and returns a package whose prerequisites are all known; null if there is none. */
  private @Nullable Arrival settled() {
    synchronized (waiting) {
      for (Arrival candidate : waiting) {
        if (prerequisites.isSettled(candidate.packageName())) {
          waiting.remove(candidate);
          return candidate;
        }
      }
    }
    return null;
  }

  private void unpackWaiting(Arrival next, Listener listener) throws IOException {
    String name = next.packageName();
    if (prerequisites.makeADifference(name) || hasOwnersByName(next.archive())) {
      leave(name, next.archive(), rules.preDependency(name), listener);
      return;
    }
    try (DebArchive deb = DebArchive.open(next.archive(), decompressor)) {
      unpack(
          deb,
          UnpackedPackage.of(deb.control(), next.archive(), architecture, rules),
          next,
          listener);
    }
  }

  /** Returns whether files have owners that are not accounts of every system. */
  private boolean hasOwnersByName(Path archive) throws IOException {
    AtomicBoolean found = new AtomicBoolean();
    try (DebArchive deb = DebArchive.open(archive, decompressor)) {
      deb.readData(
          (entry, names, content) -> {
            if (!StaticAccounts.has(names)) {
              found.set(true);
            }
          });
    }
    return found.get();
  }

  /**
   * Writes the package database and the attributes of directories. To be called once, when all
   * packages are unpacked.
   */
  public void finish(Listener listener) throws IOException {
    for (Arrival left : waiting) {
      // They wait for each other, or for packages that are not among these.
      leave(left.packageName(), left.archive(), rules.preDependency(left.packageName()), listener);
    }
    if (target.existing().isPresent()) {
      database.finish(packages.values(), target.existing().get());
    } else {
      database.finish(packages.values(), architecture);
    }
    writer.finish();
  }

  @Override
  public void close() {
    writer.close();
  }
}
