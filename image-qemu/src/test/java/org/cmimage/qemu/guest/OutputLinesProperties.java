package org.cmimage.qemu.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;

class OutputLinesProperties {
  @Property
  void doesNotDependOnHowTheOutputArrives(
      @ForAll List<@StringLength(max = 20) String> words,
      @ForAll @IntRange(min = 1, max = 7) int piece) {
    String text = String.join("\n", words);
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    List<String> inPieces = new ArrayList<>();
    OutputLines lines = new OutputLines(inPieces::add);
    for (int at = 0; at < bytes.length; at += piece) {
      lines.accept(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + piece)));
    }
    List<String> tail = lines.finish();
    List<String> atOnce = new ArrayList<>();
    OutputLines whole = new OutputLines(atOnce::add);
    whole.accept(bytes);

    assertThat(whole.finish()).isEqualTo(tail);
    assertThat(inPieces).isEqualTo(atOnce);
    assertThat(tail)
        .isEqualTo(
            inPieces.subList(Math.max(0, inPieces.size() - OutputLines.TAIL), inPieces.size()));
  }

  @Property
  void boundsEveryLineAndLosesNothing(@ForAll @IntRange(min = 0, max = 40_000) int length) {
    String text = "é€x".repeat(length / 3);
    List<String> lines = new ArrayList<>();
    OutputLines output = new OutputLines(lines::add);
    output.accept(text.getBytes(StandardCharsets.UTF_8));
    output.finish();

    assertThat(String.join("", lines)).isEqualTo(text);
    assertThat(lines)
        .allSatisfy(
            line ->
                assertThat(line.getBytes(StandardCharsets.UTF_8))
                    .hasSizeLessThan(OutputLines.LINE_LIMIT + 4));
  }

  @Example
  void boundsALineOfContinuationBytesToo() {
    List<String> lines = new ArrayList<>();
    OutputLines output = new OutputLines(lines::add);
    byte[] bytes = new byte[100_000];
    Arrays.fill(bytes, (byte) 0x80);
    output.accept(bytes);
    output.finish();

    assertThat(lines).singleElement().asString().hasSizeLessThan(OutputLines.LINE_LIMIT + 4);
  }
}
