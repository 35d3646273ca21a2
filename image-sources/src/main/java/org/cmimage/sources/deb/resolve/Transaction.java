package org.cmimage.sources.deb.resolve;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.Fault;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.spi.PackageSystem.Updates;
import org.cmimage.sources.deb.control.BinaryPackage;
import org.cmimage.sources.deb.resolve.mark.Marking;
import org.cmimage.sources.deb.resolve.mark.Marks;
import org.cmimage.sources.deb.resolve.mark.Repair;
import org.cmimage.sources.deb.resolve.sat.Corrections;
import org.cmimage.sources.deb.resolve.sat.Explanation;
import org.cmimage.sources.deb.resolve.sat.Reason;
import org.cmimage.sources.deb.resolve.sat.Reason.Obstacle;
import org.cmimage.sources.deb.resolve.universe.Requirement;
import org.cmimage.sources.deb.resolve.universe.Scope;
import org.cmimage.sources.deb.resolve.universe.Universe;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Plans how the packages of one system change. For one request. */
final class Transaction {
  private static final Logger LOG = LoggerFactory.getLogger(Transaction.class);

  private final Scope scope;
  private final Universe universe;
  private final TransactionRequest request;
  private final Set<String> held;
  private final Set<String> removed;
  private final List<String> asked;
  private final Marks marks;
  private final Marking marking;

  /**
   * Creates a transaction.
   *
   * @param scope with the installed packages
   * @param held names of packages that must not change
   * @param asked real packages to install or update
   */
  Transaction(Scope scope, TransactionRequest request, Set<String> held, List<String> asked)
      throws FaultException {
    this.scope = scope;
    this.universe = scope.universe();
    this.request = request;
    this.held = held;
    this.removed =
        new LinkedHashSet<>(request.removed().stream().filter(this::isInstalled).toList());
    this.asked = List.copyOf(asked);
    this.marks = new Marks(scope, held);
    this.marking = new Marking(scope, marks);
  }

  private boolean isInstalled(String name) {
    return universe.installed().containsKey(name);
  }

  /** Returns the changes. */
  TransactionPlan plan() throws FaultException {
    mark();
    if (!removed.isEmpty()) {
      new Repair(scope, marks, marking).run();
    }
    Map<String, BinaryPackage> after = marks.selected();
    List<String> broken = marks.broken();
    if (!broken.isEmpty() || takesVital()) {
      LOG.debug("searching, for these are broken: {}", broken);
      after = searched();
    }
    return plan(after);
  }

  private void mark() throws FaultException {
    for (String name : removed) {
      marks.fix(name);
      marks.selected().remove(name);
    }
    for (String name : asked) {
      marking.ask(name);
    }
    for (String name : asked) {
      marking.installAsked(name);
    }
    if (request.updates() == Updates.ALL) {
      updateAll();
    }
    for (String name : wantedForPriority()) {
      marking.install(name);
    }
  }

  /** Updates all packages, as apt's pkgDistUpgrade does. */
  private void updateAll() throws FaultException {
    List<String> present =
        universe.installed().keySet().stream()
            .filter(name -> !scope.isExcluded(name))
            .sorted()
            .toList();
    for (String name : present) {
      marking.upgrade(name);
    }
    for (String name : present) {
      marking.install(name);
    }
    for (String name : universe.names().stream().sorted().toList()) {
      boolean essential =
          universe.candidate(name).filter(binary -> binary.traits().essential()).isPresent();
      if (essential && !scope.isExcluded(name)) {
        marking.install(name);
      }
    }
    for (String name : present) {
      marking.upgrade(name);
    }
  }

  private List<String> wantedForPriority() {
    if (request.priorities().isEmpty()) {
      return List.of();
    }
    return universe.names().stream()
        .filter(name -> !isInstalled(name) && !scope.isExcluded(name) && !removed.contains(name))
        .filter(
            name ->
                universe
                    .candidate(name)
                    .filter(universe::isOfBase)
                    .filter(b -> request.priorities().contains(b.traits().priority()))
                    .isPresent())
        .sorted()
        .toList();
  }

  private Map<String, BinaryPackage> searched() throws FaultException {
    Optional<Map<String, BinaryPackage>> found = search(Set.of()).solve();
    if (found.isEmpty()) {
      throw impossible();
    }
    return withoutUnneeded(found.get());
  }

  private TransactionSearch search(Set<String> without) throws FaultException {
    Map<String, Reason.Requested> required = new LinkedHashMap<>();
    for (String name : asked) {
      if (!without.contains(name)) {
        BinaryPackage binary = universe.candidate(name).orElseThrow();
        required.put(name, new Reason.Requested(binary, "is asked for"));
      }
    }
    for (BinaryPackage binary : universe.installed().values()) {
      if (isVital(binary)) {
        String why = Resolver.whyInEverySystem(binary);
        required.putIfAbsent(binary.name(), new Reason.Requested(binary, why));
      }
    }
    Set<String> absent = new HashSet<>(request.excluded());
    absent.addAll(without);
    return new TransactionSearch(
        without.isEmpty() ? scope : new Scope(universe, absent),
        marks,
        new TransactionSearch.Demands(required, removed, held, request.updates() == Updates.ALL));
  }

  private boolean takesVital() {
    return universe.installed().values().stream()
        .anyMatch(binary -> isVital(binary) && marks.isRemoved(binary.name()));
  }

  private FaultException impossible() throws FaultException {
    Set<Reason> why = search(Set.of()).why().orElse(Set.of());
    ErrorCode code = ErrorCode.DEPENDENCY_CONFLICT;
    Remedy remedy = new Remedy.None();
    for (Reason reason : why.stream().sorted().toList()) {
      boolean isHold = reason instanceof Reason.Stays stays && stays.obstacle() == Obstacle.HELD;
      if (isHold || reason instanceof Reason.Requested && held.contains(reason.subject())) {
        code = ErrorCode.PACKAGE_HELD;
        remedy = Refusals.release(reason.subject());
      } else if (reason instanceof Reason.Stays stays && stays.obstacle() == Obstacle.REMOVED) {
        code = takenWith(why) ? ErrorCode.PACKAGE_ESSENTIAL : code;
      } else if (reason instanceof Reason.Stays stays && stays.obstacle() == Obstacle.OLDER) {
        BinaryPackage older = stays.binary();
        remedy = new Remedy.Choose("package", List.of(older.name() + "=" + older.version()));
      }
    }
    if (code == ErrorCode.DEPENDENCY_CONFLICT && remedy instanceof Remedy.None) {
      remedy =
          new Corrections(universe, without -> search(without).why(), this::mayBeExcluded)
              .smallest()
              .<Remedy>map(names -> new Remedy.ExcludePackages(List.copyOf(names)))
              .orElse(remedy);
    }
    return new FaultException(new Fault(code, Explanation.CHOOSING, Explanation.of(why), remedy));
  }

  /** Returns whether a package may be excluded; excluding an installed one would not remove it. */
  private boolean mayBeExcluded(String name) {
    return !isInstalled(name)
        && !scope.isExcluded(name)
        && universe.candidate(name).filter(Transaction::isVital).isEmpty();
  }

  private boolean takenWith(Set<Reason> why) {
    return why.stream()
        .anyMatch(
            reason ->
                reason instanceof Reason.Requested root
                    && isInstalled(root.subject())
                    && isVital(root.binary()));
  }

  static boolean isVital(BinaryPackage binary) {
    return binary.traits().essential() || binary.traits().priority().equals("required");
  }

  /**
   * Removes new packages that nothing needs: a search that ended at its limit may have left them.
   */
  private Map<String, BinaryPackage> withoutUnneeded(Map<String, BinaryPackage> found)
      throws FaultException {
    Map<String, BinaryPackage> needed = new HashMap<>();
    Deque<BinaryPackage> unseen = new ArrayDeque<>();
    for (BinaryPackage binary : found.values()) {
      if (isInstalled(binary.name()) || marks.isSelected(binary)) {
        unseen.add(binary);
      }
    }
    while (!unseen.isEmpty()) {
      BinaryPackage binary = unseen.remove();
      if (!binary.equals(needed.put(binary.name(), binary))) {
        for (Requirement requirement : scope.requirements(binary)) {
          for (BinaryPackage candidate : requirement.candidates()) {
            if (candidate.equals(found.get(candidate.name()))) {
              unseen.add(candidate);
            }
          }
        }
      }
    }
    return needed;
  }

  private TransactionPlan plan(Map<String, BinaryPackage> after) throws FaultException {
    Causes causes = new Causes(scope, request, new HashSet<>(asked), after);
    List<TransactionPlan.Change> changes = new ArrayList<>();
    Set<String> names = new HashSet<>(universe.installed().keySet());
    names.addAll(after.keySet());
    for (String name : names.stream().sorted().toList()) {
      Optional<BinaryPackage> from = marks.installed(name);
      Optional<BinaryPackage> to = Optional.ofNullable(after.get(name));
      if (!from.equals(to)) {
        changes.add(new TransactionPlan.Change(from, to, causes.of(name)));
      }
    }
    List<BinaryPackage> unpacked =
        InstallOrder.of(scope, after.values()).stream()
            .filter(binary -> !universe.isInstalled(binary))
            .toList();
    List<BinaryPackage> heldBack = heldBack(after);
    return new TransactionPlan(unpacked, changes, heldBack, warnings(unpacked, heldBack));
  }

  private List<BinaryPackage> heldBack(Map<String, BinaryPackage> after) {
    if (request.updates() != Updates.ALL) {
      return List.of();
    }
    return after.values().stream()
        .filter(universe::isInstalled)
        .filter(binary -> !universe.isCandidate(binary))
        .sorted(Comparator.comparing(BinaryPackage::name))
        .toList();
  }

  private List<String> warnings(List<BinaryPackage> unpacked, List<BinaryPackage> heldBack)
      throws FaultException {
    List<String> warnings = new ArrayList<>();
    for (String name : request.removed()) {
      if (!isInstalled(name)) {
        warnings.add("package " + name + " is not installed, so not removed");
      }
    }
    heldBack.forEach(stays -> warnings.add(notUpdated(stays)));
    warnings.addAll(Resolver.warnings(scope, unpacked));
    return warnings;
  }

  private String notUpdated(BinaryPackage stays) {
    String name = stays.name();
    String fact =
        "package %s stays at version %s, not %s: "
            .formatted(name, stays.version(), universe.candidate(name).orElseThrow().version());
    if (scope.isExcluded(name)) {
      return fact + "it is excluded";
    }
    return fact
        + (held.contains(name)
            ? "it is on hold; to release it: apt-mark unhold " + name
            : "what that needs cannot be had, or something would have to be removed for it; "
                + "to be told what: install "
                + name
                + " by name");
  }
}
