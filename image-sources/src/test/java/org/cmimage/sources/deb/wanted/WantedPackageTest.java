package org.cmimage.sources.deb.wanted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WantedPackageTest {
  @ParameterizedTest
  @ValueSource(strings = {"bash=", "bash>=5", "=5", "bash/", "Bash", "bash=5 2", "a/b/c", ""})
  void otherFormsAreRefused(String text) {
    assertThatThrownBy(() -> WantedPackage.parse(text))
        .hasMessageContaining("expected NAME, NAME=VERSION or NAME/RELEASE");
  }

  @Test
  void aNameAloneSaysNothingOfVersions() throws Exception {
    assertThat(WantedPackage.parse("g++-12").pin()).isEqualTo(Optional.empty());
    assertThat(WantedPackage.parse("g++-12").pins()).isEmpty();
  }
}
