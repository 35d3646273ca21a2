package org.cmimage.model.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
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

  @Property
  void anySpellingOfAnArchitectureIsTheSame(
      @ForAll("spellings") List<String> spellings, @ForAll("distribution") String distribution) {
    ArchOs one = of(Architecture.parse(spellings.get(0)), distribution);
    for (String spelling : spellings) {
      ArchOs other = of(Architecture.parse(spelling), distribution.toUpperCase(Locale.ROOT));
      assertThat(ArchOsMatcher.isSameAs(one, other)).isTrue();
      assertThat(one).isEqualTo(other);
    }
  }

  @Property
  void whatIsFoundSatisfiesItsFamilyAndItsReleaseWithoutPointRelease(
      @ForAll("generated") ArchOs found) {
    Distribution distribution = found.distribution();
    assertThat(ArchOsMatcher.satisfies(found, of(found.architecture(), distribution.family())))
        .isTrue();
    ArchOs release = of(found.architecture(), distribution.vendor() + distribution.release());
    assertThat(ArchOsMatcher.satisfies(found, release)).isTrue();
    assertThat(ArchOsMatcher.satisfies(release, found))
        .isEqualTo(distribution.pointRelease().isEmpty());
  }

  @Property
  void askingForLessNeverRefusesMore(
      @ForAll("archOs") ArchOs found, @ForAll("archOs") ArchOs requested) {
    Distribution distribution = requested.distribution();
    ArchOs less = of(requested.architecture(), distribution.vendor() + distribution.release());
    if (ArchOsMatcher.satisfies(found, requested)) {
      assertThat(ArchOsMatcher.satisfies(found, less)).isTrue();
    }
    assertThat(ArchOsMatcher.refusals(found, less).size())
        .isLessThanOrEqualTo(ArchOsMatcher.refusals(found, requested).size());
  }

  @Property
  void whatIsTheSameCanStandForEachOther(
      @ForAll("archOs") ArchOs a, @ForAll("archOs") ArchOs b, @ForAll("archOs") ArchOs c) {
    if (ArchOsMatcher.isSameAs(a, b)) {
      assertThat(ArchOsMatcher.satisfies(c, a)).isEqualTo(ArchOsMatcher.satisfies(c, b));
      assertThat(ArchOsMatcher.satisfies(a, c)).isEqualTo(ArchOsMatcher.satisfies(b, c));
      assertThat(a.distribution().family()).isEqualTo(b.distribution().family());
    }
  }

  @Property
  void eachThingIsRefusedOnceAndAnotherArchitectureAlways(
      @ForAll("generated") ArchOs found, @ForAll("archOs") ArchOs requested) {
    List<String> what =
        ArchOsMatcher.refusals(found, requested).stream().map(Mismatch::what).toList();
    assertThat(what).doesNotHaveDuplicates();
    assertThat(what.contains("architecture"))
        .isEqualTo(found.architecture() != requested.architecture());
    assertThat(what.contains("distribution"))
        .isEqualTo(!found.distribution().family().equals(requested.distribution().family()));
  }

  @Property
  void releaseFilesOfRebuildsNameTheSame(
      @ForAll("osIds") String osId,
      @ForAll @IntRange(min = 7, max = 12) int release,
      @ForAll @IntRange(max = 20) int update) {
    Distribution found = Distribution.ofOsRelease(osId, release + "." + update).orElseThrow();
    ArchOs asked = of(Architecture.X86_64, "rhel" + release + "u" + update);
    assertThat(ArchOsMatcher.isSameAs(new ArchOs(Architecture.X86_64, found), asked)).isTrue();
  }

  @Example
  void releaseFilesOfOtherVendorsNameTheirOwn() {
    assertThat(Distribution.ofOsRelease("sles", "15.6")).contains(Distribution.parse("sles15sp6"));
    assertThat(Distribution.ofOsRelease("sles_sap", "15.6").orElseThrow().family())
        .isEqualTo("sles15");
    assertThat(Distribution.ofOsRelease("ubuntu", "24.04"))
        .contains(Distribution.parse("ubuntu2404"));
    assertThat(Distribution.ofOsRelease("debian", "12")).contains(Distribution.parse("debian12"));
    assertThat(
            ArchOsMatcher.satisfies(
                of(Architecture.X86_64, "ubuntu2404"), of(Architecture.X86_64, "debian12")))
        .isFalse();
  }

  /** Few enough that two of them often have much in common. */
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
                "almalinux9u3",
                "rhel8u3",
                "sles15",
                "sles15sp6",
                "opensuse15u6",
                "debian12",
                "debian13",
                "ubuntu2204",
                "ubuntu2404"))
        .as(ArchOsMatcherProperties::of);
  }

  @Provide
  Arbitrary<ArchOs> generated() {
    return Combinators.combine(Arbitraries.of(Architecture.class), distribution())
        .as(ArchOsMatcherProperties::of);
  }

  @Provide
  Arbitrary<String> distribution() {
    Arbitrary<String> vendor =
        Arbitraries.of(
            "rhel",
            "rocky",
            "centos",
            "almalinux",
            "oraclelinux",
            "sles",
            "opensuse",
            "debian",
            "ubuntu");
    Arbitrary<String> other =
        Arbitraries.strings().withCharRange('a', 'z').ofMinLength(1).ofMaxLength(12);
    Arbitrary<String> update =
        Arbitraries.integers()
            .between(0, 30)
            .flatMap(
                number -> Arbitraries.of("", "u" + number, "sp" + number, "u" + number + "u1"));
    return Combinators.combine(
            Arbitraries.oneOf(vendor, other), Arbitraries.integers().between(1, 9999), update)
        .as((name, release, point) -> name + release + point)
        .filter(id -> Distribution.find(id).isPresent());
  }

  @Provide
  Arbitrary<List<String>> spellings() {
    return Arbitraries.of(
        List.of("x86_64", "amd64", "x64", "x86-64", "AMD64", "X86_64"),
        List.of("aarch64", "arm64", "armv8", "ARM64", "Armv8", "AArch64"),
        List.of("riscv64", "rv64", "riscv64gc", "RISCV64"));
  }

  @Provide
  Arbitrary<String> osIds() {
    return Arbitraries.of("rhel", "rocky", "centos", "almalinux", "ol");
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
