package org.cmimage.sources.deb.control;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class DebVersionProperties {
  @Property
  void comparesAntisymmetrically(
      @ForAll("versions") DebVersion a, @ForAll("versions") DebVersion b) {
    assertThat(Integer.signum(a.compareTo(b))).isEqualTo(-Integer.signum(b.compareTo(a)));
  }

  @Property
  void comparesTransitively(
      @ForAll("versions") DebVersion a,
      @ForAll("versions") DebVersion b,
      @ForAll("versions") DebVersion c) {
    if (a.compareTo(b) <= 0 && b.compareTo(c) <= 0) {
      assertThat(a).isLessThanOrEqualTo(c);
    }
    if (a.compareTo(b) == 0) {
      assertThat(Integer.signum(a.compareTo(c))).isEqualTo(Integer.signum(b.compareTo(c)));
    }
  }

  @Property
  void printsWhatItRead(@ForAll("versions") DebVersion version) {
    assertThat(DebVersion.parse(version.toString()))
        .isEqualTo(version)
        .isEqualByComparingTo(version);
  }

  @Property
  void tildeComesBeforeTheEnd(@ForAll("parts") String upstream, @ForAll("parts") String suffix) {
    assertThat(DebVersion.parse(upstream + "~" + suffix)).isLessThan(DebVersion.parse(upstream));
  }

  @Property
  void epochOutweighsTheRest(@ForAll("parts") String a, @ForAll("parts") String b) {
    assertThat(DebVersion.parse("1:" + a)).isGreaterThan(DebVersion.parse(b));
  }

  /** Few characters, so that equal prefixes and near misses are common. */
  @Provide
  Arbitrary<String> parts() {
    return Arbitraries.strings().withChars("0129aZ.+~").ofMinLength(1).ofMaxLength(6);
  }

  @Provide
  Arbitrary<DebVersion> versions() {
    return Combinators.combine(
            Arbitraries.of("", "0:", "1:", "12:"),
            parts(),
            Arbitraries.of("", "-0", "-1", "-1~a", "-1.2", "-a-1"))
        .as((epoch, upstream, revision) -> DebVersion.parse(epoch + upstream + revision));
  }
}
