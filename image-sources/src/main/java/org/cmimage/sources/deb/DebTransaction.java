package org.cmimage.sources.deb;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.cmimage.core.LockedPackage;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.spi.PackageInstallation;
import org.cmimage.core.spi.PackageSystem;
import org.cmimage.core.spi.StageProgress;
import org.cmimage.model.Architecture;
import org.cmimage.sources.deb.control.BinaryPackage;
import org.cmimage.sources.deb.installed.InstalledPackage;
import org.cmimage.sources.deb.installed.InstalledPackages;
import org.cmimage.sources.deb.provision.order.BaseSystem;
import org.cmimage.sources.deb.provision.order.ProvisionPlan;
import org.cmimage.sources.deb.resolve.Cause;
import org.cmimage.sources.deb.resolve.TransactionPlan;
import org.cmimage.sources.deb.resolve.TransactionPlan.Change;
import org.cmimage.sources.deb.resolve.TransactionPlan.Kind;
import org.cmimage.sources.deb.transaction.AutomaticMarks;
import org.cmimage.sources.deb.transaction.ExistingTree;
import org.cmimage.sources.deb.transaction.Removals;
import org.cmimage.sources.deb.transaction.TransactionProvision;
import org.cmimage.sources.deb.unpack.DebUnpacker;
import org.cmimage.sources.download.Downloader;

/** A resolved change of the Debian packages of a tree. Immutable and thread-safe. */
final class DebTransaction implements PackageInstallation {
  /** The version of the result; to be changed when the same changes yield a different tree. */
  private static final String FORM = "deb transaction 1";

  private final PackageSystem.Query query;
  private final TransactionPlan plan;
  private final ImmutableList<String> origins;
  private final ImmutableList<BinaryPackage> after;
  private final Downloader downloader;
  private final PlannedArchives archives;
  private final DebTools tools;
  private final DebTwins twins;
  private final BaseSystem base;
  private final TransactionProvision provision;

  /** The packages of the base, and their changes. */
  record Decided(InstalledPackages installed, TransactionPlan plan) {}

  /**
   * Creates a transaction.
   *
   * @param query the request, with its base
   * @param chosen the sources of the packages
   * @param decided the changes
   */
  DebTransaction(
      PackageSystem.Query query, Chosen chosen, Decided decided, DebTools tools, DebTwins twins)
      throws FaultException {
    InstalledPackages installed = decided.installed;
    this.query = query;
    this.plan = decided.plan;
    this.origins = ImmutableList.copyOf(chosen.origins());
    this.after = after(installed, plan);
    this.downloader = chosen.downloader();
    this.archives = new PlannedArchives(plan.unpacked(), chosen);
    this.tools = tools;
    this.twins = twins;
    this.base = BaseSystem.none(plan.unpacked());
    this.provision =
        new TransactionProvision(
            provisionPlan(plan.unpacked()),
            removals(installed),
            marks(),
            query.priorities().isEmpty() ? Optional.empty() : Optional.of(provisionPlan(after)));
  }

  private ProvisionPlan provisionPlan(List<BinaryPackage> packages) {
    return new ProvisionPlan(
        query.distribution().distribution(),
        packages.stream().map(BinaryPackage::name).toList(),
        query.excluded(),
        kernelRelease(),
        base,
        query.distribution().repositories().getOrDefault(query.architecture(), List.of()));
  }

  private static ImmutableList<BinaryPackage> after(
      InstalledPackages installed, TransactionPlan plan) {
    Set<String> changed = new HashSet<>();
    plan.changes().forEach(change -> changed.add(change.name()));
    ImmutableList.Builder<BinaryPackage> after = ImmutableList.builder();
    for (InstalledPackage each : installed.all()) {
      if (each.state().isUnpacked() && !changed.contains(each.name())) {
        after.add(each.binary());
      }
    }
    return after.addAll(plan.unpacked()).build();
  }

  private List<String> removed() {
    return plan.changes().stream()
        .filter(change -> change.kind() == Kind.REMOVE)
        .map(Change::name)
        .toList();
  }

  private boolean purges() {
    return query.base().filter(PackageSystem.Base::purge).isPresent();
  }

  private Removals removals(InstalledPackages installed) throws FaultException {
    List<String> removed = removed();
    Set<String> purged = purges() ? Set.copyOf(removed) : Set.of();
    return Removals.of(installed, removed, purged, plan.unpacked());
  }

  private AutomaticMarks marks() {
    Set<String> automatic = new HashSet<>();
    Set<String> others = new HashSet<>();
    for (Change change : plan.changes()) {
      boolean wanted =
          change.cause().kind() == Cause.Kind.ASKED || change.cause().kind() == Cause.Kind.PRIORITY;
      if (change.kind() == Kind.REMOVE || wanted) {
        others.add(change.name());
      } else if (change.kind() == Kind.INSTALL) {
        automatic.add(change.name());
      }
    }
    return new AutomaticMarks(query.architecture().debianName(), automatic, others);
  }

  @Override
  public List<LockedPackage> versions() {
    return archives.versions();
  }

  @Override
  public List<PlannedPackage> packages() {
    return archives.planned();
  }

  @Override
  public List<PlannedChange> changes() {
    List<PlannedChange> changes = new ArrayList<>();
    for (Change change : plan.changes()) {
      BinaryPackage either = change.after().or(change::before).orElseThrow();
      changes.add(
          new PlannedChange(
              change.name(),
              either.architecture(),
              change.before().map(binary -> binary.version().toString()),
              change.after().map(binary -> binary.version().toString()),
              change.cause().toString()));
    }
    return changes;
  }

  @Override
  public List<String> origins() {
    return origins;
  }

  @Override
  public String digest() {
    StringBuilder form = new StringBuilder(FORM + (purges() ? " purge" : "") + "\n");
    form.append(query.distribution().distribution()).append(' ').append(query.architecture());
    plan.changes().forEach(change -> form.append('\n').append(change));
    return archives.digest(form.toString());
  }

  @Override
  public String kernelRelease() {
    return after.stream()
        .filter(binary -> binary.kernelRelease().isPresent())
        .max(Comparator.comparing(BinaryPackage::version))
        .flatMap(BinaryPackage::kernelRelease)
        .orElse("");
  }

  @Override
  public void fetch(StageProgress progress) throws IOException, InterruptedException {
    DebTools.fetch(downloader, plan.unpacked(), progress);
  }

  @Override
  public void fetch(Architecture host, StageProgress progress)
      throws IOException, InterruptedException {
    fetch(progress);
    if (host != query.architecture()) {
      twins.fetch(after, host, progress);
    }
  }

  @Override
  public void unpack(Rootfs tree, StageProgress progress) throws IOException, InterruptedException {
    String architecture = query.architecture().debianName();
    InstalledPackages installed = InstalledPackages.read(tree, architecture);
    try (DebUnpacker unpacker =
        DebUnpacker.onto(
            tree,
            query.architecture(),
            ExistingTree.of(tree, installed),
            tools.decompressor(),
            base.rules())) {
      DebUnpacker.Listener listener = DebInstallation.told(progress);
      new FetchAndUnpack(downloader, progress, plan.unpacked())
          .run((archive, place) -> unpacker.unpack(archive, place, listener));
      unpacker.finish(listener);
    }
  }

  @Override
  public boolean runsPrograms() {
    return true;
  }

  @Override
  public Optional<Path> twins(Architecture host, StageProgress progress)
      throws IOException, InterruptedException {
    return twins.of(after, host, progress);
  }

  @Override
  public List<List<ProvisionTrack>> provision(Rootfs tree, Optional<ProvisionStep> custom) {
    return provision.tracks(custom);
  }
}
