package org.cmimage.sources.deb;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.spi.PackageSystem;
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

/** A resolved change of the Debian packages of a tree. Immutable and thread-safe. */
final class DebTransaction extends DebSystem {
  /** The version of the result; to be changed when the same changes yield a different tree. */
  private static final String FORM = "deb transaction 1";

  private final PackageSystem.Query query;
  private final TransactionPlan plan;
  private final DebTools tools;
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
    super(
        chosen,
        decided.plan.unpacked(),
        after(decided.installed, decided.plan),
        query.architecture(),
        twins);
    this.query = query;
    this.plan = decided.plan;
    this.tools = tools;
    this.base = BaseSystem.none(plan.unpacked());
    this.provision =
        new TransactionProvision(
            provisionPlan(plan.unpacked()),
            removals(decided.installed),
            marks(),
            query.priorities().isEmpty()
                ? Optional.empty()
                : Optional.of(provisionPlan(installed())));
  }

  private ProvisionPlan provisionPlan(List<BinaryPackage> packages) {
    return new ProvisionPlan(
        query.distribution().distribution(),
        packages.stream().map(BinaryPackage::name).toList(),
        query.excluded(),
        kernelRelease(),
        base,
        query.distribution().repositories().getOrDefault(architecture(), List.of()));
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
    return new AutomaticMarks(architecture().debianName(), automatic, others);
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
  String form() {
    StringBuilder form = new StringBuilder(FORM + (purges() ? " purge" : "") + "\n");
    form.append(query.distribution().distribution()).append(' ').append(architecture());
    plan.changes().forEach(change -> form.append('\n').append(change));
    return form.toString();
  }

  @Override
  DebUnpacker unpacker(Rootfs tree) throws IOException {
    InstalledPackages installed = InstalledPackages.read(tree, architecture().debianName());
    return DebUnpacker.onto(
        tree, architecture(), ExistingTree.of(tree, installed), tools.decompressor(), base.rules());
  }

  @Override
  public List<List<ProvisionTrack>> provision(Rootfs tree, Optional<ProvisionStep> custom) {
    return provision.tracks(custom);
  }
}
