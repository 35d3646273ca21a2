package org.cmimage.sources.deb.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.cmimage.sources.deb.resolve.ResolverProperties.has;
import static org.cmimage.sources.deb.resolve.ResolverProperties.is;
import static org.cmimage.sources.deb.resolve.ResolverProperties.subsets;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.sources.deb.control.BinaryPackage;
import org.cmimage.sources.deb.control.Dependency;
import org.cmimage.sources.deb.control.Relation;

/**
 * The proposed exclusions are a solution, and no shorter list is one: all lists of names of small
 * worlds are the oracle.
 */
class CorrectionsProperties {
  private static final List<String> NAMES = List.of("a", "b", "c", "d", "e", "v");

  @Property(tries = 600)
  void theCureIsAsShortAsAny(@ForAll("worlds") List<BinaryPackage> world) {
    List<String> roots = List.of("a", "b", "c").stream().filter(name -> has(world, name)).toList();
    try {
      TestPackages.resolver(world).resolve(roots, Set.of(), Set.of());
    } catch (FaultException e) {
      assertThat(e.code()).isEqualTo(ErrorCode.DEPENDENCY_CONFLICT);
      OptionalInt shortest = shortest(world, roots);
      if (e.remedy() instanceof Remedy.ExcludePackages cure) {
        assertThat(isPossible(world, roots, Set.copyOf(cure.packages())))
            .as("%s cures", cure)
            .isTrue();
        assertThat(cure.packages()).hasSize(shortest.orElseThrow());
      } else {
        assertThat(shortest).isEmpty();
      }
    }
  }

  private static OptionalInt shortest(List<BinaryPackage> world, List<String> roots) {
    List<Set<String>> lists = new ArrayList<>(List.of(Set.of()));
    for (String name : NAMES) {
      for (Set<String> shorter : List.copyOf(lists)) {
        Set<String> longer = new TreeSet<>(shorter);
        longer.add(name);
        lists.add(longer);
      }
    }
    return lists.stream()
        .filter(without -> isPossible(world, roots, without))
        .mapToInt(Set::size)
        .min();
  }

  private static boolean isPossible(
      List<BinaryPackage> world, List<String> roots, Set<String> without) {
    List<BinaryPackage> left = world.stream().filter(p -> !without.contains(p.name())).toList();
    return subsets(left).stream()
        .anyMatch(
            set ->
                roots.stream().allMatch(root -> without.contains(root) || has(set, root))
                    && set.stream()
                        .allMatch(p -> agrees(p, set) && isServed(p, set, world, without)));
  }

  private static boolean agrees(BinaryPackage binary, List<BinaryPackage> set) {
    return Dependency.parseList(binary.relations().conflicts()).stream()
        .map(d -> d.alternatives().get(0))
        .noneMatch(r -> set.stream().anyMatch(p -> !p.name().equals(binary.name()) && is(p, r)));
  }

  private static boolean isServed(
      BinaryPackage binary,
      List<BinaryPackage> set,
      List<BinaryPackage> world,
      Set<String> without) {
    for (Dependency need : Dependency.parseList(binary.relations().depends())) {
      Set<String> wouldDo = new HashSet<>();
      boolean isNamed = false;
      for (Relation relation : need.alternatives()) {
        isNamed |= without.contains(relation.name());
        world.stream().filter(p -> is(p, relation)).forEach(p -> wouldDo.add(p.name()));
      }
      boolean isMet =
          need.alternatives().stream().anyMatch(r -> set.stream().anyMatch(p -> is(p, r)));
      boolean isWaived = without.containsAll(wouldDo) && (isNamed || !wouldDo.isEmpty());
      if (!isMet && !isWaived) {
        return false;
      }
    }
    return true;
  }

  @Provide
  Arbitrary<List<BinaryPackage>> worlds() {
    return ResolverProperties.smallWorlds();
  }
}
