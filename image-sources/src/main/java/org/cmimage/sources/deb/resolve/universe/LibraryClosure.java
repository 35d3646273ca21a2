package org.cmimage.sources.deb.resolve.universe;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.cmimage.core.fault.FaultException;
import org.cmimage.sources.deb.control.BinaryPackage;
import org.cmimage.sources.deb.control.DebVersion;
import org.cmimage.sources.deb.control.Dependency;
import org.cmimage.sources.deb.control.PackageList;
import org.cmimage.sources.deb.control.Relation;
import org.cmimage.sources.deb.pin.Preferences;

/**
 * The packages with the shared libraries that programs need. The result is not a system: nothing is
 * configured, so conflicts do not matter, packages of architecture {@code all} are omitted, and
 * unmet dependencies are ignored.
 */
public final class LibraryClosure {
  private static final Pattern REBUILD = Pattern.compile("\\+b[0-9]+$");

  private final Universe universe;

  /**
   * Creates a closure over packages.
   *
   * @param lists the packages of all suites
   * @param architecture of the programs, as Debian names it
   */
  public LibraryClosure(Collection<PackageList> lists, String architecture) throws FaultException {
    this.universe = new Universe(lists, architecture, new Preferences(List.of(), architecture));
  }

  /**
   * Returns the package of this name and version, if it is offered for the architecture. A binary
   * rebuild of the same source is equivalent ({@code +b1}, Debian Policy 5.6.12.2).
   */
  public Optional<BinaryPackage> find(String name, DebVersion version) {
    List<BinaryPackage> same =
        universe.versions(name).stream()
            .filter(binary -> source(binary.version()).equals(source(version)))
            .filter(binary -> !isForAll(binary))
            .toList();
    return same.stream()
        .filter(binary -> binary.version().equals(version))
        .findFirst()
        .or(() -> same.stream().findFirst());
  }

  /** Returns whether any version of a package is offered. */
  public boolean has(String name) {
    return !universe.versions(name).isEmpty();
  }

  private static String source(DebVersion version) {
    return REBUILD.matcher(version.toString()).replaceFirst("");
  }

  /** Returns these packages and their dependencies. */
  public List<BinaryPackage> of(Collection<BinaryPackage> programs) throws FaultException {
    Set<BinaryPackage> closure = new LinkedHashSet<>(programs);
    Deque<BinaryPackage> open = new ArrayDeque<>(programs);
    while (!open.isEmpty()) {
      BinaryPackage binary = open.remove();
      for (List<Dependency> dependencies : List.of(binary.preDepends(), binary.depends())) {
        for (Dependency dependency : dependencies) {
          Optional<BinaryPackage> needed = chosen(dependency, closure);
          if (needed.isPresent() && closure.add(needed.get())) {
            open.add(needed.get());
          }
        }
      }
    }
    return List.copyOf(closure);
  }

  private Optional<BinaryPackage> chosen(Dependency dependency, Set<BinaryPackage> closure) {
    Optional<BinaryPackage> first = Optional.empty();
    for (Relation relation : dependency.alternatives()) {
      for (BinaryPackage binary : universe.satisfying(relation)) {
        if (closure.contains(binary)) {
          return Optional.of(binary);
        }
        if (first.isEmpty()) {
          first = Optional.of(binary);
        }
      }
    }
    return first.filter(binary -> !isForAll(binary));
  }

  private static boolean isForAll(BinaryPackage binary) {
    return binary.architecture().equals("all");
  }
}
