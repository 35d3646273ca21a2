package org.cmimage.sources.deb.resolve;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.spi.PackageSystem.Updates;
import org.cmimage.sources.deb.control.BinaryPackage;
import org.cmimage.sources.deb.control.Dependency;
import org.cmimage.sources.deb.control.PackageList;
import org.cmimage.sources.deb.installed.InstalledPackage;
import org.cmimage.sources.deb.installed.InstalledPackages;
import org.cmimage.sources.deb.pin.Preferences;
import org.cmimage.sources.deb.resolve.sat.Conflicts;
import org.cmimage.sources.deb.resolve.sat.Reason;
import org.cmimage.sources.deb.resolve.sat.SatSearch;
import org.cmimage.sources.deb.resolve.universe.Names;
import org.cmimage.sources.deb.resolve.universe.Scope;
import org.cmimage.sources.deb.resolve.universe.Universe;
import org.cmimage.sources.deb.resolve.universe.Walk;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Resolves packages from those that repositories offer. Equal queries have equal results.
 * Thread-safe.
 */
public final class Resolver {
  private static final Logger LOG = LoggerFactory.getLogger(Resolver.class);

  private final Universe universe;

  /**
   * Creates a resolver.
   *
   * @param lists the packages of all suites
   * @param architecture of the system, as Debian names it
   * @param preferences the priorities of versions
   */
  public Resolver(Collection<PackageList> lists, String architecture, Preferences preferences)
      throws FaultException {
    this.universe = new Universe(lists, architecture, preferences);
  }

  /**
   * Resolves the packages of a system: the essential and required ones, the requested ones, and
   * their dependencies.
   *
   * @param names real packages, or virtual ones that only one package provides
   * @param priorities priorities of which all packages are requested, such as {@code important},
   *     except those that conflict with named packages; {@code required} is always included
   * @param excluded packages that must not be installed; dependencies that only they would satisfy
   *     are treated as satisfied
   * @throws FaultException {@link ErrorCode#PACKAGE_UNKNOWN} with similar names, or {@link
   *     ErrorCode#DEPENDENCY_CONFLICT} with the reason why the packages cannot be installed
   *     together
   */
  public Resolution resolve(List<String> names, Set<String> priorities, Set<String> excluded)
      throws FaultException {
    Scope scope = new Scope(universe, excluded);
    Map<BinaryPackage, Reason.Requested> roots = roots(scope, names, priorities);
    Optional<Collection<BinaryPackage>> chosen = Walk.consistent(scope, systemFirst(roots));
    if (chosen.isEmpty()) {
      LOG.debug("the simple walk ran into a conflict; searching");
      SatSearch search = new SatSearch(scope, roots.values());
      chosen = search.solve().map(solution -> solution);
      if (chosen.isEmpty()) {
        throw new Conflicts(universe, excluded, roots.values()).fault();
      }
    }
    List<BinaryPackage> order = InstallOrder.of(scope, chosen.get());
    return new Resolution(order, warnings(scope, order));
  }

  /**
   * Plans how a system changes, as apt would: {@code apt-get install} of the named packages, {@code
   * apt-get install --only-upgrade} for {@link Updates#NAMED} where only installed packages are
   * updated, {@code apt-get dist-upgrade} for {@link Updates#ALL}, {@code apt-get remove} of the
   * removed ones. Recommended packages are not installed, and packages that are no longer needed
   * are not removed. All are updated by the rules of dist-upgrade, which installs what new versions
   * need and removes what conflicts with them: an update of an image must be complete, and removals
   * are reported before they are made.
   *
   * <p>If apt's simple algorithm leads to an inconsistent set, a search finds the solution that
   * removes the fewest packages. An installed package with a dependency that was already unmet is
   * kept.
   *
   * @param installed the system
   * @throws FaultException {@link ErrorCode#PACKAGE_UNKNOWN}, or {@link
   *     ErrorCode#DEPENDENCY_CONFLICT} with the reason why the packages cannot be installed
   *     together
   */
  public TransactionPlan transaction(InstalledPackages installed, TransactionRequest request)
      throws FaultException {
    Refusals.unfinished(installed);
    Refusals.contradiction(request);
    List<BinaryPackage> present = new ArrayList<>();
    Set<String> held = new HashSet<>();
    for (InstalledPackage each : installed.all()) {
      if (each.state().isUnpacked() && !installed.isForeign(each)) {
        present.add(each.binary());
        if (each.isHeld()) {
          held.add(each.name());
        }
      }
    }
    Universe all = new Universe(universe, present);
    Refusals.essential(all, request.excluded());
    Refusals.vital(all, request.removed());
    List<String> asked = asked(all, request);
    List<BinaryPackage> bound = new ArrayList<>();
    for (String name : held) {
      boolean isAsked =
          asked.contains(name) && all.installed(name).filter(all::isCandidate).isEmpty();
      if (isAsked || request.removed().contains(name)) {
        all.installed(name).ifPresent(bound::add);
      }
    }
    bound.sort(Comparator.comparing(BinaryPackage::name));
    Refusals.held(bound);
    return new Transaction(new Scope(all, request.excluded()), request, held, asked).plan();
  }

  /**
   * Resolves the packages that an application needs beside a system that does not change: packages
   * that the system lacks, or has in unsuitable versions.
   *
   * @param installed the system; holds and half-installed packages in it are ignored
   * @param name the application's package, which is part of the result unless the system has it
   * @param excluded packages that must not be part of the result
   * @throws FaultException as {@link #transaction}
   */
  public Resolution beside(InstalledPackages installed, String name, Set<String> excluded)
      throws FaultException {
    List<BinaryPackage> present =
        installed.all().stream()
            .filter(each -> each.state().isUnpacked() && !installed.isForeign(each))
            .map(InstalledPackage::binary)
            .toList();
    Universe all = new Universe(universe, present);
    TransactionRequest request =
        new TransactionRequest(List.of(name), List.of(), Updates.NONE, Set.of(), excluded);
    TransactionPlan plan =
        new Transaction(new Scope(all, excluded), request, Set.of(), asked(all, request)).plan();
    return new Resolution(plan.unpacked(), plan.warnings());
  }

  /** Returns the real names of the packages to install or update; fails with all unknown names. */
  private static List<String> asked(Universe all, TransactionRequest request)
      throws FaultException {
    Names names = new Names(all);
    List<String> asked = new ArrayList<>();
    for (String name : request.names()) {
      if (!request.excluded().contains(name)) {
        Optional<String> real = names.requireInstallable(name).map(BinaryPackage::name);
        if (request.updates() == Updates.NAMED && real.isPresent()) {
          names.requirePresent(real.get());
        }
        real.ifPresent(asked::add);
      }
    }
    for (String name : request.removed()) {
      names.requireInstalled(name);
    }
    names.failIfUnknown();
    return asked;
  }

  /** Returns the names of all packages that are offered. */
  public Set<String> names() {
    return universe.names();
  }

  /** Returns the roots in the order in which apt gets them when a system is made. */
  private static List<BinaryPackage> systemFirst(Map<BinaryPackage, Reason.Requested> roots) {
    return roots.keySet().stream().sorted(Comparator.comparing(root -> !isVital(root))).toList();
  }

  private Map<BinaryPackage, Reason.Requested> roots(
      Scope scope, List<String> names, Set<String> priorities) throws FaultException {
    Map<BinaryPackage, Reason.Requested> roots = new LinkedHashMap<>();
    for (String name : names) {
      if (!scope.isExcluded(name)) {
        BinaryPackage binary = named(name);
        roots.put(binary, new Reason.Requested(binary, "is asked for"));
      }
    }
    List<BinaryPackage> asked = List.copyOf(roots.keySet());
    for (BinaryPackage binary : inEverySystem(scope, priorities)) {
      if (isVital(binary) || !clashes(scope, binary, asked)) {
        roots.putIfAbsent(binary, new Reason.Requested(binary, whyInEverySystem(binary)));
      }
    }
    return roots;
  }

  private List<BinaryPackage> inEverySystem(Scope scope, Set<String> priorities) {
    return universe.names().stream()
        .filter(name -> !scope.isExcluded(name))
        .map(name -> universe.versions(name).get(0))
        .filter(universe::isOfBase)
        .filter(binary -> isVital(binary) || priorities.contains(binary.traits().priority()))
        .sorted(Comparator.comparing(BinaryPackage::name))
        .toList();
  }

  private static boolean isVital(BinaryPackage binary) {
    return binary.traits().essential() || binary.traits().priority().equals("required");
  }

  /**
   * Returns whether a package conflicts with requested ones, as a mail server of a certain priority
   * does with another that was named.
   */
  private static boolean clashes(Scope scope, BinaryPackage binary, List<BinaryPackage> asked)
      throws FaultException {
    for (BinaryPackage other : asked) {
      boolean excludes = scope.exclusions(other).stream().anyMatch(e -> e.other().equals(binary));
      if (excludes || scope.exclusions(binary).stream().anyMatch(e -> e.other().equals(other))) {
        LOG.debug("{} is left out, for {} is asked for", binary, other);
        return true;
      }
    }
    return false;
  }

  static String whyInEverySystem(BinaryPackage binary) {
    return binary.traits().essential()
        ? "is essential"
        : "has priority " + binary.traits().priority();
  }

  /**
   * Fails if names are unknown, and reports all of them.
   *
   * @param asked packages to install, real or virtual
   * @param leftOut packages to exclude; unknown are those that no package depends on either
   * @throws FaultException {@link ErrorCode#PACKAGE_UNKNOWN}, a line for each name
   */
  public void requireKnown(Collection<String> asked, Collection<String> leftOut)
      throws FaultException {
    Names names = new Names(universe);
    for (String name : asked) {
      if (!leftOut.contains(name)) {
        names.requireInstallable(name);
      }
    }
    for (String name : leftOut) {
      if (!asked.contains(name)) {
        names.requireMentioned(name);
      }
    }
    names.failIfUnknown();
    Refusals.essential(universe, leftOut);
  }

  private BinaryPackage named(String name) throws FaultException {
    Names names = new Names(universe);
    Optional<BinaryPackage> found = names.requireInstallable(name);
    names.failIfUnknown();
    return found.orElseThrow();
  }

  static List<String> warnings(Scope scope, List<BinaryPackage> chosen) throws FaultException {
    List<String> warnings = new ArrayList<>();
    for (BinaryPackage binary :
        chosen.stream().sorted(Comparator.comparing(BinaryPackage::name)).toList()) {
      for (Dependency dependency : scope.waived(binary)) {
        warnings.add(binary + " depends on " + dependency + ", which is excluded");
      }
      scope
          .universe()
          .phasedUpdate(binary)
          .ifPresent(
              update ->
                  warnings.add(
                      "%s is installed, not %s: that update is offered to %d %% of systems only"
                          .formatted(binary, update, update.traits().phase())));
    }
    return warnings;
  }
}
