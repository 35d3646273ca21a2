package org.cmimage.sources.deb.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DependencyTest {
  @Test
  void readsARealField() {
    assertThat(
            Dependency.parseList(
                "libc6 (>= 2.34), python3:any (<< 3.12~) | python3.11:native,\n default-mta|mail-transport-agent [arm64 amd64],"))
        .extracting(Dependency::toString)
        .containsExactly(
            "libc6 (>= 2.34)",
            "python3:any (<< 3.12~) | python3.11:native",
            "default-mta | mail-transport-agent [arm64 amd64]");
  }

  @ParameterizedTest
  @CsvSource({
    "<< 2, 1, true", "<< 2, 2, false", "<= 2, 2, true", "<= 2, 3, false", "= 2, 2.0, false",
        "= 2, 02, true",
    ">= 2, 2, true", ">= 2, 2~, false", ">> 2, 2, false", ">> 2, 2-1, true", "< 2, 2, true",
        "> 2, 2, true"
  })
  void boundsAdmit(String bound, String version, boolean admitted) {
    Relation relation = Dependency.parseList("a (" + bound + ")").get(0).alternatives().get(0);
    assertThat(relation.admits(DebVersion.parse(version))).isEqualTo(admitted);
  }

  @Test
  void restrictsArchitectures() {
    Relation only = Dependency.parseList("a [arm64]").get(0).alternatives().get(0);
    Relation except = Dependency.parseList("a [!arm64]").get(0).alternatives().get(0);
    assertThat(only.appliesTo("arm64")).isTrue();
    assertThat(only.appliesTo("amd64")).isFalse();
    assertThat(except.appliesTo("arm64")).isFalse();
    assertThat(except.appliesTo("amd64")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a b",
        "a |",
        "| a",
        "a (",
        "a (>=)",
        "a (=> 1)",
        "a (1)",
        "a (= 1",
        "a:",
        "a [",
        "a []",
        "a [x !y]",
        "a <x>",
        "a/b"
      })
  void refusesWhatIsNoDependency(String text) {
    assertThatThrownBy(() -> Dependency.parseList(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected");
  }
}
