package org.cmimage.sources.deb.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.sources.deb.control.BinaryPackage;
import org.cmimage.sources.deb.control.Dependency;
import org.cmimage.sources.deb.control.PackageLines;
import org.cmimage.sources.deb.control.Relation;
import org.cmimage.sources.deb.resolve.universe.Scope;
import org.cmimage.sources.deb.resolve.universe.Universe;
import org.cmimage.sources.deb.resolve.universe.Walk;

/**
 * Small worlds of packages a to e in up to two versions, and all ways to choose from them as the
 * oracle.
 */
public class ResolverProperties {
  private static final List<String> NAMES = List.of("a", "b", "c", "d", "e");

  @Property(tries = 600)
  void findsAConsistentSetWheneverThereIsOne(@ForAll("worlds") List<BinaryPackage> world)
      throws FaultException {
    Optional<List<BinaryPackage>> chosen = resolve(world);
    boolean possible = subsets(world).stream().anyMatch(set -> has(set, "a") && isConsistent(set));
    assertThat(chosen.isPresent()).isEqualTo(possible);
    chosen.ifPresent(set -> assertThat(isConsistent(set) && has(set, "a")).as("%s", set).isTrue());
  }

  /** Of equal providers, the one whose name was read last is chosen: there the order matters. */
  @Property(tries = 200)
  void doesNotDependOnTheOrderOfTheIndices(
      @ForAll("worlds") List<BinaryPackage> world, @ForAll long seed) throws FaultException {
    List<BinaryPackage> unambiguous = withOneProvider(world);
    List<BinaryPackage> shuffled = new ArrayList<>(unambiguous);
    Collections.shuffle(shuffled, new Random(seed));
    assertThat(resolve(shuffled)).isEqualTo(resolve(unambiguous));
  }

  @Property(tries = 300)
  void theSimpleWalkIsNeverWrong(@ForAll("worlds") List<BinaryPackage> world)
      throws FaultException {
    Universe universe = new Universe(PackageLines.list(world), "arm64", TestPackages.none());
    if (universe.candidate("a").isPresent()) {
      Optional<Collection<BinaryPackage>> walked =
          Walk.consistent(new Scope(universe, Set.of()), List.of(universe.candidate("a").get()));
      walked.ifPresent(set -> assertThat(isConsistent(List.copyOf(set))).as("%s", set).isTrue());
    }
  }

  @Property(tries = 300)
  void needsComeFirstWhereNoCycleForbidsIt(@ForAll("worlds") List<BinaryPackage> world)
      throws FaultException {
    List<BinaryPackage> acyclic =
        world.stream().filter(ResolverProperties::needsLaterNamesOnly).toList();
    Optional<List<BinaryPackage>> chosen = resolve(acyclic);
    if (chosen.isPresent()) {
      List<BinaryPackage> seen = new ArrayList<>();
      for (BinaryPackage binary : chosen.get()) {
        seen.add(binary);
        assertThat(isClosed(seen)).as("%s of %s", seen, chosen).isTrue();
      }
    }
  }

  private static Optional<List<BinaryPackage>> resolve(List<BinaryPackage> world)
      throws FaultException {
    try {
      return Optional.of(
          TestPackages.resolver(world).resolve(List.of("a"), Set.of(), Set.of()).packages());
    } catch (FaultException e) {
      assertThat(e.code()).isIn(ErrorCode.DEPENDENCY_CONFLICT, ErrorCode.PACKAGE_UNKNOWN);
      return Optional.empty();
    }
  }

  static boolean has(List<BinaryPackage> set, String name) {
    return set.stream().anyMatch(p -> p.name().equals(name));
  }

  static List<List<BinaryPackage>> subsets(List<BinaryPackage> world) {
    List<List<BinaryPackage>> subsets = new ArrayList<>(List.of(List.of()));
    for (BinaryPackage binary : world) {
      for (List<BinaryPackage> smaller : List.copyOf(subsets)) {
        if (!has(smaller, binary.name())) {
          List<BinaryPackage> larger = new ArrayList<>(smaller);
          larger.add(binary);
          subsets.add(larger);
        }
      }
    }
    return subsets;
  }

  /**
   * Returns whether a set is consistent; written from the policy, with the parser as the only code
   * under test.
   */
  private static boolean isConsistent(List<BinaryPackage> set) {
    return isClosed(set) && set.stream().allMatch(p -> agrees(p, set));
  }

  private static boolean isClosed(List<BinaryPackage> set) {
    for (BinaryPackage binary : set) {
      for (Dependency need : Dependency.parseList(binary.relations().depends())) {
        if (need.alternatives().stream().noneMatch(r -> set.stream().anyMatch(p -> is(p, r)))) {
          return false;
        }
      }
    }
    return true;
  }

  private static boolean agrees(BinaryPackage binary, List<BinaryPackage> set) {
    return Dependency.parseList(binary.relations().conflicts()).stream()
        .map(d -> d.alternatives().get(0))
        .noneMatch(r -> set.stream().anyMatch(p -> !p.name().equals(binary.name()) && is(p, r)));
  }

  static boolean is(BinaryPackage binary, Relation relation) {
    boolean real = binary.name().equals(relation.name()) && relation.admits(binary.version());
    return real
        || Dependency.parseList(binary.relations().provides()).stream()
            .map(d -> d.alternatives().get(0))
            .filter(p -> p.name().equals(relation.name()))
            .anyMatch(
                p ->
                    p.bound()
                        .map(b -> relation.admits(b.version()))
                        .orElse(relation.bound().isEmpty()));
  }

  private static boolean needsLaterNamesOnly(BinaryPackage binary) {
    return binary.relations().provides().isEmpty()
        && Dependency.parseList(binary.relations().depends()).stream()
            .flatMap(d -> d.alternatives().stream())
            .allMatch(r -> r.name().compareTo(binary.name()) > 0);
  }

  private static List<BinaryPackage> withOneProvider(List<BinaryPackage> world) {
    Optional<String> only =
        world.stream()
            .filter(binary -> !binary.relations().provides().isEmpty())
            .map(BinaryPackage::name)
            .min(Comparator.naturalOrder());
    return world.stream()
        .filter(
            binary -> binary.relations().provides().isEmpty() || binary.name().equals(only.get()))
        .toList();
  }

  @Provide
  Arbitrary<List<BinaryPackage>> worlds() {
    return smallWorlds();
  }

  /** Returns packages called a to e with dependencies and conflicts. */
  public static Arbitrary<List<BinaryPackage>> smallWorlds() {
    Arbitrary<String> relation =
        Combinators.combine(
                Arbitraries.of("a", "b", "c", "d", "e", "v"),
                Arbitraries.of("", "", " (>= 2)", " (<< 2)", " (= 1)"))
            .as(String::concat);
    Arbitrary<String> depends =
        relation
            .list()
            .ofMinSize(1)
            .ofMaxSize(2)
            .map(l -> String.join(" | ", l))
            .list()
            .ofMaxSize(2)
            .map(l -> String.join(", ", l));
    Arbitrary<String> conflicts = relation.list().ofMaxSize(1).map(l -> String.join(", ", l));
    Arbitrary<String> provides = Arbitraries.of("", "", "", "v", "v (= 2)");
    Arbitrary<BinaryPackage> binary =
        Combinators.combine(
                Arbitraries.of(NAMES), Arbitraries.of("1", "2"), depends, conflicts, provides)
            .as(ResolverProperties::binary);
    return binary.list().ofMinSize(1).ofMaxSize(8).map(ResolverProperties::distinct);
  }

  private static BinaryPackage binary(
      String name, String version, String depends, String conflicts, String provides) {
    StringBuilder line = new StringBuilder(name + " " + version);
    Map.of("Depends", depends, "Conflicts", conflicts, "Provides", provides)
        .forEach((field, value) -> line.append(value.isEmpty() ? "" : "; " + field + ": " + value));
    return PackageLines.binary(line.toString());
  }

  private static List<BinaryPackage> distinct(List<BinaryPackage> packages) {
    Map<String, BinaryPackage> distinct = new HashMap<>();
    packages.forEach(p -> distinct.putIfAbsent(p.toString(), p));
    return List.copyOf(distinct.values());
  }
}
