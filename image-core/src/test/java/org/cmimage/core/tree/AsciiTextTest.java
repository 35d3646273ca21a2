package org.cmimage.core.tree;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AsciiTextTest {
  @Test
  void whatIsNotPrintableAsciiIsAQuestionMark() {
    assertThat(AsciiText.of("a b~")).isEqualTo("a b~");
    assertThat(AsciiText.of("\u001b[1mé\u007f\n")).isEqualTo("?[1m???");
  }
}
