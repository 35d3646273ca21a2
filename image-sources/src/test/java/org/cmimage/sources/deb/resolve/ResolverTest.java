package org.cmimage.sources.deb.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.sources.deb.control.PackageLines;
import org.junit.jupiter.api.Test;

class ResolverTest {
  @Test
  void takesTheHighestVersionAndWhatItNeeds() throws Exception {
    assertThat(
            resolve(
                "a",
                "a 1",
                "a 2; Depends: b (>= 1), c",
                "b 1; Pre-Depends: d",
                "c 1",
                "d 1",
                "e 1"))
        .containsExactly("d 1", "b 1", "c 1", "a 2");
  }

  @Test
  void takesTheFirstAlternativeUnlessAnotherIsSelected() throws Exception {
    assertThat(resolve("a", "a 1; Depends: x | y", "x 1", "y 1"))
        .containsExactlyInAnyOrder("a 1", "x 1");
    String[] choice = {"a 1; Depends: x | y", "x 1", "y 1", "z 1; Depends: y"};
    assertThat(resolve("a z", choice)).containsExactlyInAnyOrder("a 1", "x 1", "y 1", "z 1");
    assertThat(resolve("z a", choice)).containsExactlyInAnyOrder("a 1", "y 1", "z 1");
    assertThat(resolve("a", "a 1; Depends: missing | x (>= 9) | y", "x 1", "y 1"))
        .containsExactlyInAnyOrder("a 1", "y 1");
    assertThat(resolve("a z", "a 1; Depends: x | y", "x 1; Conflicts: z", "y 1", "z 1"))
        .containsExactlyInAnyOrder("a 1", "y 1", "z 1");
  }

  @Test
  void prefersRealPackagesThenProvidersByPriority() throws Exception {
    assertThat(resolve("a", "a 1; Depends: v", "v 1", "p 1; Provides: v"))
        .containsExactly("v 1", "a 1");
    assertThat(
            resolve(
                "a", "a 1; Depends: v", "p 1; Provides: v", "q 1; Provides: v; Priority: standard"))
        .containsExactly("q 1", "a 1");
    assertThat(resolve("v", "p 1; Provides: v")).containsExactly("p 1");
  }

  @Test
  void prefersOfEqualProvidersTheOneWhoseNameWasReadLast() throws Exception {
    String asking = "a 1; Depends: v";
    String m = "m 1; Provides: v";
    String n = "n 1; Provides: v";
    assertThat(resolve("a", asking, m, n)).containsExactly("n 1", "a 1");
    assertThat(resolve("a", asking, n, m)).containsExactly("m 1", "a 1");
    assertThat(resolve("a", asking, "b 1; Suggests: x | n (>= 2)", m, n))
        .containsExactly("m 1", "a 1");
    assertThat(resolve("a", asking, "b 1; Suggests: n:any", m, n)).containsExactly("n 1", "a 1");
    assertThat(resolve("a", asking, "b 1; Enhances: n; Replaces: m", m, n))
        .containsExactly("n 1", "a 1");
    assertThat(resolve("a", asking, "b 1; Replaces: m", m, n + "; Priority: extra"))
        .containsExactly("m 1", "a 1");
  }

  @Test
  void honoursVersionsOfProvides() throws Exception {
    assertThat(
            resolve(
                "a",
                "a 1; Depends: v (>= 2)",
                "p 1; Provides: v",
                "q 1; Provides: v (= 1)",
                "r 1; Provides: v (= 2)"))
        .containsExactly("r 1", "a 1");
  }

  @Test
  void honoursArchitectureQualifiers() throws Exception {
    assertThat(resolve("a", "a 1; Depends: p:any | q", "p 1", "q 1")).containsExactly("q 1", "a 1");
    assertThat(resolve("a", "a 1; Depends: p:any | q", "p 1; Multi-Arch: allowed", "q 1"))
        .containsExactly("p 1", "a 1");
    assertThat(resolve("a", "a 1; Depends: p:amd64 | q:arm64", "p 1", "q 1"))
        .containsExactly("q 1", "a 1");
    assertThat(resolve("a", "a 1; Depends: p [amd64], q [!amd64]", "p 1", "q 1"))
        .containsExactly("q 1", "a 1");
  }

  @Test
  void installsWhatEverySystemHas() throws Exception {
    String[] all = {
      "e 1; Essential: yes",
      "r 1; Priority: required",
      "i 1; Priority: important",
      "s 1; Priority: standard",
      "a 1"
    };
    assertThat(resolve("a", all)).containsExactlyInAnyOrder("a 1", "e 1", "r 1");
    assertThat(strings(resolver(all).resolve(List.of("a"), Set.of("important"), Set.of())))
        .containsExactlyInAnyOrder("a 1", "e 1", "r 1", "i 1");
    assertThat(
            strings(
                resolver("m 1; Priority: important; Conflicts: mta", "a 1; Provides: mta")
                    .resolve(List.of("a"), Set.of("important"), Set.of())))
        .containsExactly("a 1");
  }

  @Test
  void excludedPackagesCountAsMet() throws Exception {
    Resolution resolution =
        resolver("a 1; Depends: b (>= 2), c | d", "b 3", "c 1", "d 1")
            .resolve(List.of("a"), Set.of(), Set.of("b", "c"));
    assertThat(strings(resolution)).containsExactly("d 1", "a 1");
    assertThat(resolution.warnings()).containsExactly("a 1 depends on b (>= 2), which is excluded");
  }

  /**
   * A package that a later one depends on anyway is not replaced by a real one that is named first.
   */
  @Test
  void followsDependenciesInTheOrderOfApt() throws Exception {
    assertThat(
            resolve(
                "a",
                "a 1; Depends: b, v",
                "b 1; Depends: c",
                "c 1; Depends: p",
                "p 1; Provides: v",
                "v 1"))
        .containsExactlyInAnyOrder("a 1", "b 1", "c 1", "p 1");
    assertThat(
            resolve(
                "a",
                "a 1; Depends: b, c",
                "b 1; Depends: v",
                "v 1",
                "c 1; Depends: p",
                "p 1; Provides: v"))
        .containsExactlyInAnyOrder("a 1", "b 1", "c 1", "p 1", "v 1");
    assertThat(resolve("a", "a 1; Depends: x | y, y", "x 1", "y 1"))
        .containsExactlyInAnyOrder("a 1", "x 1", "y 1");
    assertThat(resolve("a y", "a 1; Depends: x | y", "x 1", "y 1"))
        .containsExactlyInAnyOrder("a 1", "y 1");
    assertThat(resolve("a", "a 1; Depends: v", "m 1; Provides: v", "n 1; Provides: v"))
        .containsExactlyInAnyOrder("a 1", "n 1");
  }

  @Test
  void searchesWhereTheWalkFails() throws Exception {
    // The first alternative leads to a conflict two steps later; apt's candidate of c conflicts
    // with b.
    assertThat(
            resolve(
                "a b", "a 1; Depends: x | y", "b 1", "x 1; Depends: w", "w 1; Conflicts: b", "y 1"))
        .containsExactlyInAnyOrder("a 1", "b 1", "y 1");
    assertThat(
            resolve(
                "b c",
                "b 1; Depends: l (= 1)",
                "c 2; Depends: l (= 2)",
                "c 1; Depends: l (= 1)",
                "l 1",
                "l 2"))
        .containsExactlyInAnyOrder("b 1", "c 1", "l 1");
  }

  @Test
  void explainsConflicts() {
    assertConflict(
        () ->
            resolve(
                "a z",
                "a 1; Depends: b",
                "b 1; Depends: c (>= 2)",
                "c 2; Conflicts: z (<< 3)",
                "z 1"),
        new Remedy.ExcludePackages(List.of("z")),
        "a is asked for; a 1 depends on b; b 1 depends on c (>= 2); c 2 conflicts with z (<< 3); z"
            + " is asked for");
    assertConflict(
        () -> resolve("a", "a 1; Depends: b", "b 1; Depends: c (>= 2)", "c 1"),
        new Remedy.ExcludePackages(List.of("c")),
        "b 1 depends on c (>= 2), which no repository has");
    assertConflict(
        () -> resolve("a z", "a 1; Breaks: v", "z 1; Provides: v"),
        new Remedy.ExcludePackages(List.of("z")),
        "a 1 breaks v, which z 1 provides");
  }

  @Test
  void theRemedyCures() throws Exception {
    Resolver resolver = resolver("a 1; Depends: b", "b 1; Depends: c (>= 2)", "c 1");
    assertThatThrownBy(() -> resolver.resolve(List.of("a"), Set.of(), Set.of()))
        .isInstanceOfSatisfying(
            FaultException.class,
            e -> {
              Set<String> cure = Set.copyOf(((Remedy.ExcludePackages) e.remedy()).packages());
              assertThat(resolve(resolver, cure)).contains("a 1");
            });
  }

  @Test
  void tellsAllConflictsAndOneCure() throws Exception {
    String[] world = {
      "a 1; Conflicts: z", "z 1", "b 1; Depends: c (>= 2)", "c 1", "d 1; Breaks: e", "e 1", "f 1"
    };
    Resolver resolver = resolver(world);
    List<String> names = List.of("a", "z", "b", "d", "e", "f");
    assertThatThrownBy(() -> resolver.resolve(names, Set.of(), Set.of()))
        .isInstanceOfSatisfying(
            FaultException.class,
            e -> {
              assertThat(e.getMessage().lines())
                  .hasSize(4)
                  .endsWith("excluding c leaves b without a dependency")
                  .filteredOn(line -> line.startsWith("cannot choose packages: "))
                  .hasSize(3)
                  .anyMatch(line -> line.contains("a 1 conflicts with z"))
                  .anyMatch(line -> line.contains("b 1 depends on c (>= 2)"))
                  .anyMatch(line -> line.contains("d 1 breaks e"));
              List<String> cure = ((Remedy.ExcludePackages) e.remedy()).packages();
              assertThat(cure).hasSize(3);
              assertThat(resolved(resolver, names, Set.copyOf(cure))).contains("f 1");
            });
  }

  @Test
  void onePackageCanCureSeveralConflicts() throws Exception {
    Resolver resolver = resolver("a 1; Conflicts: z", "b 1; Conflicts: z", "z 1");
    assertConflict(
        () -> resolver.resolve(List.of("a", "b", "z"), Set.of(), Set.of()),
        new Remedy.ExcludePackages(List.of("z")),
        "conflicts with z");
  }

  /** From the mixed-architecture guide: a vendor's driver against Mesa's libraries. */
  @Test
  void aLibraryBelowManyIsTheCure() throws Exception {
    Resolver resolver =
        resolver(
            "dgx-desktop 1; Depends: libgl1, libegl1, driver",
            "libgl1 1; Depends: libglx-mesa0",
            "libglx-mesa0 22; Depends: libglapi-mesa (= 22)",
            "libegl1 1; Depends: libegl-mesa0",
            "libegl-mesa0 22; Depends: libglapi-mesa (= 22)",
            "libglapi-mesa 22",
            "driver 580; Conflicts: libglapi-mesa",
            "bash 1");
    assertThatThrownBy(() -> resolver.resolve(List.of("dgx-desktop", "bash"), Set.of(), Set.of()))
        .isInstanceOfSatisfying(
            FaultException.class,
            e -> {
              assertThat(e.remedy())
                  .isEqualTo(new Remedy.ExcludePackages(List.of("libglapi-mesa")));
              assertThat(e.getMessage())
                  .contains("driver 580 conflicts with libglapi-mesa")
                  .endsWith(
                      "excluding libglapi-mesa leaves libegl-mesa0, libglx-mesa0 without a"
                          + " dependency");
            });
    assertThat(resolved(resolver, List.of("dgx-desktop"), Set.of("libglapi-mesa")))
        .contains("dgx-desktop 1", "driver 580", "libglx-mesa0 22");
  }

  @Test
  void nobodyExcludesWhatIsEssential() throws Exception {
    Resolver resolver = resolver("dpkg 1; Essential: yes; Conflicts: a", "a 1; Depends: b", "b 1");
    assertThatThrownBy(() -> resolver.requireKnown(List.of(), List.of("dpkg")))
        .isInstanceOfSatisfying(
            FaultException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PACKAGE_ESSENTIAL))
        .hasMessageContaining("dpkg");
    assertConflict(
        () -> resolver.resolve(List.of("a"), Set.of(), Set.of()),
        new Remedy.ExcludePackages(List.of("a")),
        "dpkg 1 conflicts with a");
  }

  @Test
  void namesAllThatAreUnknown() throws Exception {
    Resolver resolver = resolver("bash 1; Depends: gone", "python3 1", "p 1; Provides: virtual");
    assertThatThrownBy(
            () -> resolver.requireKnown(List.of("bsh", "pyhton3", "bash"), List.of("pythn3")))
        .isInstanceOfSatisfying(
            FaultException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.PACKAGE_UNKNOWN);
              assertThat(e.getMessage().lines())
                  .containsExactly(
                      "cannot install package bsh: no repository has it; similar are bash",
                      "cannot install package pyhton3: no repository has it; similar are python3",
                      "cannot leave out package pythn3: no repository has it, and nothing needs"
                          + " it; similar are python3");
              assertThat(((Remedy.Advice) e.remedy()).text())
                  .contains("bash for bsh", "python3 for pyhton3", "python3 for pythn3");
            });
  }

  /**
   * Packages that are only dependencies can be excluded, and so can names that only occur in
   * dependencies.
   */
  @Test
  void whatSomethingAsksForCanBeLeftOut() throws Exception {
    Resolver resolver = resolver("bash 1; Depends: gone (>= 2) | lost", "p 1; Provides: virtual");
    resolver.requireKnown(
        List.of("bash", "nowhere"), List.of("gone", "lost", "virtual", "nowhere"));
    assertThatThrownBy(() -> resolver.requireKnown(List.of(), List.of("gon")))
        .hasMessageContaining("cannot leave out package gon");
  }

  @Test
  void namesSimilarPackages() {
    assertThatThrownBy(() -> resolve("opensh-server", "openssh-server 1", "openssl 1", "b 1"))
        .isInstanceOfSatisfying(
            FaultException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.PACKAGE_UNKNOWN);
              assertThat(e.remedy())
                  .isEqualTo(new Remedy.Choose("package", List.of("openssh-server")));
            })
        .hasMessageContaining("opensh-server");
    assertThatThrownBy(() -> resolve("v", "p 1; Provides: v", "q 1; Provides: v"))
        .hasMessageContaining("virtual; it is provided by p, q");
  }

  @Test
  void ordersCyclesByPreDepends() throws Exception {
    assertThat(resolve("a", "a 1; Depends: b", "b 1; Pre-Depends: c", "c 1; Depends: a"))
        .containsSubsequence("c 1", "b 1")
        .hasSize(3);
  }

  @Test
  void ordersLongChains() throws Exception {
    String[] chain = new String[20_000];
    for (int i = 0; i < chain.length; i++) {
      chain[i] = "p" + i + " 1" + (i + 1 < chain.length ? "; Depends: p" + (i + 1) : "");
    }
    assertThat(resolve("p0", chain)).hasSize(chain.length).startsWith("p19999 1").endsWith("p0 1");
  }

  @Test
  void namesTheFieldThatIsWrong() {
    assertThatThrownBy(() -> resolve("a", "a 1; Depends: b (1)"))
        .isInstanceOf(FaultException.class)
        .hasMessageContaining("field Depends of package a 1");
  }

  private static void assertConflict(ThrowingCallable call, Remedy remedy, String sentence) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            FaultException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.DEPENDENCY_CONFLICT);
              assertThat(e.remedy()).isEqualTo(remedy);
            })
        .hasMessageContaining(sentence);
  }

  private static List<String> resolved(
      Resolver resolver, List<String> names, Set<String> excluded) {
    try {
      return strings(resolver.resolve(names, Set.of(), excluded));
    } catch (FaultException e) {
      throw new AssertionError(e);
    }
  }

  private static List<String> resolve(Resolver resolver, Set<String> excluded) {
    try {
      return strings(resolver.resolve(List.of("a"), Set.of(), excluded));
    } catch (FaultException e) {
      throw new AssertionError(e);
    }
  }

  private static List<String> resolve(String names, String... packages) throws FaultException {
    return strings(resolver(packages).resolve(List.of(names.split(" ")), Set.of(), Set.of()));
  }

  private static Resolver resolver(String... packages) throws FaultException {
    return TestPackages.resolver(Arrays.stream(packages).map(PackageLines::binary).toList());
  }

  private static List<String> strings(Resolution resolution) {
    return resolution.packages().stream().map(Object::toString).toList();
  }
}
