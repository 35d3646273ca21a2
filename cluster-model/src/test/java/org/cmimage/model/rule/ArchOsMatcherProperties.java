package org.cmimage.model.rule;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.cmimage.model.ArchOs;
import org.cmimage.model.Architecture;
import org.cmimage.model.Distribution;

class ArchOsMatcherProperties {
  @Property
  void sameIsAnEquivalence(
      @ForAll("archOs") ArchOs a, @ForAll("archOs") ArchOs b, @ForAll("archOs") ArchOs c) {
    assertThat(ArchOsMatcher.isSameAs(a, a)).isTrue();
    assertThat(ArchOsMatcher.isSameAs(a, b)).isEqualTo(ArchOsMatcher.isSameAs(b, a));
    if (ArchOsMatcher.isSameAs(a, b) && ArchOsMatcher.isSameAs(b, c)) {
      assertThat(ArchOsMatcher.isSameAs(a, c)).isTrue();
    }
  }

  @Property
  void satisfiesIsReflexiveAndTransitive(
      @ForAll("archOs") ArchOs a, @ForAll("archOs") ArchOs b, @ForAll("archOs") ArchOs c) {
    assertThat(ArchOsMatcher.satisfies(a, a)).isTrue();
    if (ArchOsMatcher.satisfies(a, b) && ArchOsMatcher.satisfies(b, c)) {
      assertThat(ArchOsMatcher.satisfies(a, c)).isTrue();
    }
  }

  @Property
  void satisfyingEachOtherIsBeingTheSame(@ForAll("archOs") ArchOs a, @ForAll("archOs") ArchOs b) {
    assertThat(ArchOsMatcher.satisfies(a, b) && ArchOsMatcher.satisfies(b, a))
        .isEqualTo(ArchOsMatcher.isSameAs(a, b));
  }

  @Property
  void everyRefusalIsExplainedByTwoDifferentValues(
      @ForAll("archOs") ArchOs found, @ForAll("archOs") ArchOs requested) {
    assertThat(ArchOsMatcher.refusals(found, requested).isEmpty())
        .isEqualTo(ArchOsMatcher.satisfies(found, requested));
    assertThat(ArchOsMatcher.refusals(found, requested))
        .allSatisfy(
            refusal -> {
              assertThat(refusal.expected()).isNotEqualTo(refusal.found());
              assertThat(requested.toString()).contains(refusal.expected());
              assertThat(found.toString()).contains(refusal.found());
            });
  }

  @Property
  void whoRebuiltItAndHowTheArchitectureIsSpelledDoesNotMatter(
      @ForAll("spelledArm") String architecture, @ForAll("rebuild") String vendor) {
    ArchOs found = of(Architecture.parse(architecture), vendor + "9u3");
    assertThat(ArchOsMatcher.isSameAs(found, of(Architecture.AARCH64, "rhel9u3"))).isTrue();
    assertThat(ArchOsMatcher.satisfies(found, of(Architecture.AARCH64, "rhel9"))).isTrue();
  }

  @Example
  void aPointReleaseIsHeldToWhereItIsAskedForOnly() {
    ArchOs rocky = of(Architecture.X86_64, "rocky9u3");
    assertThat(ArchOsMatcher.refusals(rocky, of(Architecture.X86_64, "rhel9"))).isEmpty();
    assertThat(ArchOsMatcher.refusals(rocky, of(Architecture.X86_64, "rhel9u5")))
        .containsExactly(new Mismatch("point release", "rhel9u5", "rocky9u3"));
    assertThat(
            ArchOsMatcher.refusals(
                of(Architecture.X86_64, "rhel9"), of(Architecture.X86_64, "rhel9u5")))
        .containsExactly(new Mismatch("point release", "rhel9u5", "rhel9"));
  }

  @Example
  void allThatDiffersIsReported() {
    assertThat(
            ArchOsMatcher.refusals(
                of(Architecture.X86_64, "ubuntu2204"), of(Architecture.AARCH64, "ubuntu2404")))
        .hasToString(
            "[architecture: expected aarch64, found x86_64,"
                + " distribution: expected ubuntu2404, found ubuntu2204]");
  }

  @Provide
  Arbitrary<ArchOs> archOs() {
    return Combinators.combine(
            Arbitraries.of(Architecture.class),
            Arbitraries.of(
                "rhel9",
                "rhel9u3",
                "rocky9u3",
                "rhel9u5",
                "centos9",
                "rhel8u3",
                "sles15",
                "sles15sp6",
                "debian12",
                "debian13",
                "ubuntu2404"))
        .as(ArchOsMatcherProperties::of);
  }

  @Provide
  Arbitrary<String> spelledArm() {
    return Arbitraries.of("aarch64", "arm64", "ARM64", "armv8", "AArch64");
  }

  @Provide
  Arbitrary<String> rebuild() {
    return Arbitraries.of("rhel", "rocky", "centos", "almalinux", "oraclelinux");
  }

  private static ArchOs of(Architecture architecture, String distribution) {
    return new ArchOs(architecture, Distribution.parse(distribution));
  }
}
