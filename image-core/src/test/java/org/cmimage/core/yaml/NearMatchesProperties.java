package org.cmimage.core.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;

final class NearMatchesProperties {
  private static final List<String> NAMES =
      List.of("debian11", "debian12", "debian13", "ubuntu2004", "ubuntu2204", "ubuntu2404");

  @Property
  void distanceIsSymmetricAndZeroForEqualTextsOnly(
      @ForAll @AlphaChars @StringLength(max = 8) String first,
      @ForAll @AlphaChars @StringLength(max = 8) String second) {
    int distance = NearMatches.distance(first, second);

    assertThat(distance).isEqualTo(NearMatches.distance(second, first));
    assertThat(distance == 0).isEqualTo(first.equals(second));
    assertThat(distance)
        .isBetween(
            Math.abs(first.length() - second.length()), Math.max(first.length(), second.length()));
  }

  @Property
  void oneSlipOfTheFingerIsForgiven(
      @ForAll @IntRange(max = 5) int name,
      @ForAll @IntRange(max = 7) int at,
      @ForAll @IntRange(max = 3) int slip) {
    String right = NAMES.get(name);
    String before = right.substring(0, at);
    String after = right.substring(at + 1);
    String wrong =
        switch (slip) {
          case 0 -> before + after;
          case 1 -> before + 'x' + after;
          case 2 -> before + right.charAt(at) + 'x' + after;
          default -> swap(right, Math.min(at, right.length() - 2));
        };

    assertThat(NearMatches.distance(wrong, right)).isLessThanOrEqualTo(1);
    assertThat(NearMatches.of(wrong, NAMES)).contains(right).hasSizeLessThanOrEqualTo(3);
  }

  @Example
  void theNearestComesFirst() {
    assertThat(NearMatches.of("debain12", NAMES)).startsWith("debian12");
    assertThat(NearMatches.of("ubuntu", NAMES))
        .containsExactly("ubuntu2004", "ubuntu2204", "ubuntu2404");
    assertThat(NearMatches.of("rhel9u3", NAMES)).isEmpty();
    assertThat(NearMatches.of("", NAMES)).isEmpty();
  }

  private static String swap(String text, int at) {
    return text.substring(0, at) + text.charAt(at + 1) + text.charAt(at) + text.substring(at + 2);
  }
}
