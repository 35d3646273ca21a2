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
import org.cmimage.sources.deb.control.BinaryPackage;
import org.cmimage.sources.deb.control.ControlStanza;
import org.cmimage.sources.deb.control.DebVersion;
import org.cmimage.sources.deb.control.Dependency;
import org.cmimage.sources.deb.control.Relation;
import org.cmimage.sources.deb.installed.InstalledPackage;
import org.cmimage.sources.deb.installed.InstalledPackages;
import org.cmimage.sources.deb.installed.State;

/** What the packages of a tree have against a new one beside them. Immutable. */
final class Neighbours {
  private final InstalledPackages installed;

  /** By the name that a package has or provides. */
  private final ImmutableListMultimap<String, Named> named;

  /** By the name that an installed package does not stand. */
  private final ImmutableListMultimap<String, Refusal> refusals;

  /** A name of a package; without a version where it provides the name in none. */
  private record Named(String owner, Optional<DebVersion> version) {}

  private record Refusal(String owner, Relation relation) {}

  Neighbours(InstalledPackages installed) throws FaultException {
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

  /** Returns why a package is not simply added. */
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

  /** A relation with a bound never means a name that is provided in no version. */
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
