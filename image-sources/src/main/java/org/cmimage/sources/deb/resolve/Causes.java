package org.cmimage.sources.deb.resolve;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.spi.PackageSystem.Updates;
import org.cmimage.sources.deb.control.BinaryPackage;
import org.cmimage.sources.deb.resolve.universe.Requirement;
import org.cmimage.sources.deb.resolve.universe.Scope;
import org.cmimage.sources.deb.resolve.universe.Universe;

/** Determines why packages change, after their changes are decided. */
final class Causes {
  private final Scope scope;
  private final Universe universe;
  private final TransactionRequest request;
  private final Set<String> asked;
  private final Map<String, BinaryPackage> after;

  /**
   * Creates the causes of a transaction.
   *
   * @param asked names of requested packages
   * @param after all packages in the resulting system
   */
  Causes(
      Scope scope,
      TransactionRequest request,
      Set<String> asked,
      Map<String, BinaryPackage> after) {
    this.scope = scope;
    this.universe = scope.universe();
    this.request = request;
    this.asked = asked;
    this.after = new TreeMap<>(after);
  }

  /** Returns why a package changes. */
  Cause of(String name) throws FaultException {
    if (asked.contains(name) || request.removed().contains(name)) {
      return new Cause(Cause.Kind.ASKED, "");
    }
    Optional<BinaryPackage> to = Optional.ofNullable(after.get(name));
    if (to.isPresent()) {
      return ofVersion(to.get());
    }
    Optional<BinaryPackage> from = universe.installed(name);
    return from.isPresent() ? ofRemoval(from.get()) : new Cause(Cause.Kind.ASKED, "");
  }

  private Cause ofVersion(BinaryPackage binary) throws FaultException {
    Optional<BinaryPackage> present = Optional.ofNullable(universe.installed().get(binary.name()));
    if (request.updates() == Updates.ALL && present.isPresent()) {
      return new Cause(Cause.Kind.NEWER, "");
    }
    for (BinaryPackage owner : changedFirst()) {
      if (needs(owner, binary, present)) {
        return new Cause(Cause.Kind.NEEDED, owner.name());
      }
    }
    if (present.isPresent()) {
      for (BinaryPackage other : changedFirst()) {
        if (excludes(other, present.get())) {
          return new Cause(Cause.Kind.CONFLICT, other.name());
        }
      }
      for (BinaryPackage other : changedFirst()) {
        if (!universe.isInstalled(other)
            && !other.equals(binary)
            && other.source().equals(binary.source())) {
          return new Cause(Cause.Kind.SAME_SOURCE, other.name());
        }
      }
      return unmet(present.get())
          .map(lost -> new Cause(Cause.Kind.NEEDS, lost))
          .orElse(new Cause(Cause.Kind.NEWER, ""));
    }
    return new Cause(Cause.Kind.PRIORITY, "");
  }

  private Cause ofRemoval(BinaryPackage binary) throws FaultException {
    for (BinaryPackage other : changedFirst()) {
      if (excludes(other, binary) || excludes(binary, other)) {
        return new Cause(Cause.Kind.CONFLICT, other.name());
      }
    }
    return new Cause(Cause.Kind.NEEDS, unmet(binary).orElse(""));
  }

  /** Returns the packages of the resulting system, changed ones before the others. */
  private List<BinaryPackage> changedFirst() {
    List<BinaryPackage> all = new ArrayList<>();
    after.values().stream().filter(binary -> !universe.isInstalled(binary)).forEach(all::add);
    after.values().stream().filter(universe::isInstalled).forEach(all::add);
    return all;
  }

  /**
   * Returns whether a package needs this version, that is, neither the present one nor any other
   * would do.
   */
  private boolean needs(BinaryPackage owner, BinaryPackage binary, Optional<BinaryPackage> present)
      throws FaultException {
    for (Requirement requirement : scope.requirements(owner)) {
      List<BinaryPackage> candidates = requirement.candidates();
      if (candidates.contains(binary)
          && !owner.equals(binary)
          && present.filter(candidates::contains).isEmpty()
          && candidates.stream().noneMatch(other -> !other.equals(binary) && isThere(other))) {
        return true;
      }
    }
    return false;
  }

  private boolean excludes(BinaryPackage owner, BinaryPackage other) throws FaultException {
    return scope.exclusions(owner).stream().anyMatch(e -> e.other().equals(other));
  }

  private boolean isThere(BinaryPackage binary) {
    return binary.equals(after.get(binary.name()));
  }

  /**
   * Returns the name of a dependency of a package that is missing in the resulting system; empty
   * for none.
   */
  private Optional<String> unmet(BinaryPackage binary) throws FaultException {
    for (Requirement requirement : scope.requirements(binary)) {
      if (requirement.candidates().stream().noneMatch(this::isThere)) {
        return requirement.candidates().stream()
            .filter(universe::isInstalled)
            .findFirst()
            .map(BinaryPackage::name)
            .or(() -> Optional.of(requirement.dependency().toString()));
      }
    }
    return Optional.empty();
  }
}
