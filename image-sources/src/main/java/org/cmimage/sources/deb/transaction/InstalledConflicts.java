package org.cmimage.sources.deb.transaction;

import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.Iterables;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.format.deb822.ControlStanza;
import org.cmimage.sources.deb.control.BinaryPackage;
import org.cmimage.sources.deb.control.DebVersion;
import org.cmimage.sources.deb.control.Dependency;
import org.cmimage.sources.deb.control.Relation;
import org.cmimage.sources.deb.installed.InstalledPackage;
import org.cmimage.sources.deb.installed.InstalledPackages;
import org.cmimage.sources.deb.installed.State;

/** The conflicts of a tree's packages with a new one. Immutable. */
final class InstalledConflicts {
  private final InstalledPackages installed;

  /** By the name of a package or of one it provides. */
  private final ImmutableListMultimap<String, Named> named;

  /** By the name that an installed package conflicts with. */
  private final ImmutableListMultimap<String, Refusal> refusals;

  /** A name of a package; without a version if it provides the name without one. */
  private record Named(String owner, Optional<DebVersion> version) {}

  private record Refusal(String owner, Relation relation) {}

  InstalledConflicts(InstalledPackages installed) throws FaultException {
    this.installed = installed;
    ImmutableListMultimap.Builder<String, Named> names = ImmutableListMultimap.builder();
    ImmutableListMultimap.Builder<String, Refusal> refused = ImmutableListMultimap.builder();
    for (InstalledPackage each : installed.all()) {
      if (each.state() != State.CONFIG_FILES) {
        BinaryPackage binary = each.binary();
        names.put(binary.name(), new Named(binary.name(), Optional.of(binary.version())));
        for (Relation relation : relations(binary.provides())) {
          names.put(relation.name(), new Named(binary.name(), provided(relation)));
        }
        for (Relation relation :
            Iterables.concat(relations(binary.conflicts()), relations(binary.breaks()))) {
          refused.put(relation.name(), new Refusal(binary.name(), relation));
        }
      }
    }
    this.named = names.build();
    this.refusals = refused.build();
  }

  /** Returns the reason why dpkg must unpack a package; empty if there is none. */
  Optional<String> reasonForDpkg(ControlStanza control) throws IOException {
    String name = control.get("Package").orElse("");
    for (InstalledPackage each : installed.all()) {
      if (each.name().equals(name)) {
        return Optional.of(
            each.state() == State.CONFIG_FILES
                ? "its configuration files are left from before"
                : "version " + each.binary().version() + " is installed");
      }
    }
    Set<String> wanting = new LinkedHashSet<>();
    try {
      DebVersion version = DebVersion.parse(control.get("Version").orElse(""));
      List<Relation> against = new ArrayList<>(relations(list(control, "Conflicts")));
      against.addAll(relations(list(control, "Breaks")));
      for (Relation relation : against) {
        named.get(relation.name()).stream()
            .filter(other -> admits(relation, other.version))
            .forEach(other -> wanting.add(other.owner));
      }
      refusing(name, Optional.of(version), wanting);
      for (Relation relation : relations(list(control, "Provides"))) {
        refusing(relation.name(), provided(relation), wanting);
      }
    } catch (IllegalArgumentException e) {
      return Optional.of("its fields cannot be read: " + e.getMessage());
    }
    return wanting.stream().findFirst().map(other -> "it cannot be beside package " + other);
  }

  private void refusing(String name, Optional<DebVersion> version, Set<String> owners) {
    for (Refusal refusal : refusals.get(name)) {
      if (admits(refusal.relation, version)) {
        owners.add(refusal.owner);
      }
    }
  }

  /**
   * Returns whether a relation applies; one with a bound never applies to a name that is provided
   * without a version.
   */
  private static boolean admits(Relation relation, Optional<DebVersion> version) {
    return version.isPresent() ? relation.admits(version.get()) : relation.bound().isEmpty();
  }

  private static Optional<DebVersion> provided(Relation relation) {
    return relation.bound().map(Relation.Bound::version);
  }

  private static List<Dependency> list(ControlStanza control, String field) {
    return control.get(field).map(Dependency::parseList).orElse(List.of());
  }

  private static List<Relation> relations(List<Dependency> dependencies) {
    return dependencies.stream().flatMap(each -> each.alternatives().stream()).toList();
  }
}
