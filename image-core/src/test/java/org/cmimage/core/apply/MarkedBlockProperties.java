package org.cmimage.core.apply;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class MarkedBlockProperties {
  @Property
  void onlyTheBlockChanges(
      @ForAll("texts") String above, @ForAll("texts") String one, @ForAll("texts") String other) {
    String first = MarkedBlock.put(above, one);

    assertThat(first).startsWith(above).contains(one);
    assertThat(MarkedBlock.put(first, one)).isEqualTo(first);
    assertThat(MarkedBlock.put(first, other)).isEqualTo(MarkedBlock.put(above, other));
    assertThat(MarkedBlock.put(first, "")).isEqualTo(above);
  }

  @Property
  void linesAddedByHandAreKeptBelow(
      @ForAll("texts") String above, @ForAll("texts") String block, @ForAll("texts") String next) {
    String written = MarkedBlock.put(above, block + "ours\n");
    String edited = written.replace("ours\n# END", "ours\nmine\n# END");

    String after = MarkedBlock.put(edited, next);

    assertThat(MarkedBlock.foreign(edited)).contains("mine");
    assertThat(after).startsWith(above).contains("\nmine\n");
    assertThat(MarkedBlock.foreign(after)).isEmpty();
    assertThat(MarkedBlock.put(after, next)).isEqualTo(after);
  }

  @Example
  void aBlockWithoutItsEndTakesNothingThatFollows() {
    String written = MarkedBlock.put("a\n", "b\n") + "c\n";

    assertThat(MarkedBlock.put(written.replace("# END cm-image\n", ""), "b\n"))
        .contains("a\n", "b\n", "c\n");
  }

  @Provide
  Arbitrary<String> texts() {
    Arbitrary<String> lines =
        Arbitraries.oneOf(
            Arbitraries.strings().withCharRange(' ', '~').ofMinLength(1).ofMaxLength(20),
            Arbitraries.of("# a comment", "nas:/a /a nfs defaults 0 0", " ", "é"));
    return lines
        .list()
        .ofMinSize(1)
        .ofMaxSize(5)
        .map(list -> String.join("\n", list) + "\n")
        .filter(text -> List.of(text.split("\n")).stream().noneMatch(String::isBlank));
  }
}
