package org.cmimage.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The rule refuses a Javadoc without a verb and passes its nearest neighbour. */
class JavadocVerbsTest {

  @Test
  void nounIsRefusedAndVerbPasses() {
    assertThat(JavadocVerbs.tooFew(List.of(documented("The size in bytes.")))).hasSize(1);
    assertThat(JavadocVerbs.tooFew(List.of(documented("Whether it is empty.")))).hasSize(1);
    assertThat(JavadocVerbs.tooFew(List.of(documented("@param size in bytes")))).hasSize(1);
    assertThat(JavadocVerbs.tooFew(List.of(documented("Returns the size in bytes.")))).isEmpty();
    assertThat(JavadocVerbs.tooFew(List.of(documented("{@inheritDoc} Never null.")))).isEmpty();
  }

  private static SourceFile documented(String javadoc) {
    return SourceFile.parse(
        "cli",
        false,
        "A.java",
        "package org.cmimage.cli; /** The type. */ class A { /** %s */ int a() { return 0; } int b() { return 1; } }"
            .formatted(javadoc));
  }
}
