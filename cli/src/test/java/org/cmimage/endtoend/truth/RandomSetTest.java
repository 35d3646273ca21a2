package org.cmimage.endtoend.truth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RandomSetTest {
  private static final List<String> NAMES =
      IntStream.range(0, 1000).mapToObj(i -> "package" + i).toList();

  @Test
  void listNamesRangesOfSeeds() {
    assertThat(RandomSet.parse("debian12-x86_64:1-3 debian13-aarch64:7x5"))
        .extracting(RandomSet::id)
        .containsExactly(
            "debian12-x86_64:1", "debian12-x86_64:2", "debian12-x86_64:3", "debian13-aarch64:7x5");
    assertThatThrownBy(() -> RandomSet.parse("debian12")).hasMessageContaining("debian12");
  }

  /** Results of other machines and years are about the same packages. */
  @Test
  void drawIsTheSameForEver() {
    RandomSet set = RandomSet.parse("debian12-x86_64:1x5").get(0);

    assertThat(set.draw(NAMES))
        .containsExactly("package322", "package630", "package688", "package768", "package789");
  }

  @Test
  void neitherOrderNorAnotherPackageChangesTheRest() {
    RandomSet set = RandomSet.parse("debian12-x86_64:1").get(0);
    List<String> others = new ArrayList<>(NAMES);
    Collections.reverse(others);
    List<String> drawn = set.draw(NAMES);
    others.remove(drawn.get(0));

    assertThat(set.draw(others)).containsAll(drawn.subList(1, 20)).hasSize(20);
    assertThat(RandomSet.parse("debian12-x86_64:2").get(0).draw(NAMES)).isNotEqualTo(drawn);
    assertThat(RandomSet.parse("debian12-aarch64:1").get(0).draw(NAMES)).isNotEqualTo(drawn);
  }
}
