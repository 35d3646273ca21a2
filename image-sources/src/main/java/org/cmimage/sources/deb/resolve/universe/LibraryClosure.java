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
 * The packages whose shared libraries programs need. Not a system: nothing is configured, so
 * conflicts do not matter, what is the same on every architecture is left out, and a dependency
 * that nothing meets is passed over.
 */
public final class LibraryClosure {
  private static final Pattern REBUILD = Pattern.compile("\\+b[0-9]+$");

  private final Universe universe;

  /**
   * What there is.
   *
   * @param lists the packages of all suites
   * @param architecture of the programs, as Debian calls it
   */
  public LibraryClosure(Collection<PackageList> lists, String architecture) throws FaultException {
    this.universe = new Universe(lists, architecture, new Preferences(List.of(), architecture));
  }

  /**
   * The package of this name and version, if it is offered for the architecture. One that was built
   * from the same source once more or once less is as good ({@code +b1}, Debian Policy 5.6.12.2).
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

  private static String source(DebVersion version) {
    return REBUILD.matcher(version.toString()).replaceFirst("");
  }

  /** These packages and what they need. */
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
