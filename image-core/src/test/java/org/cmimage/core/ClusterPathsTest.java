package org.cmimage.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ClusterPathsTest {
  @Test
  void pathsOfTheMachineAreThoseOfTheCluster() {
    ClusterLayout layout = ClusterLayout.below(Path.of("/srv/test"));

    assertThat(layout.inCluster(Path.of("/srv/test/cm/images/x"))).isEqualTo("/cm/images/x");
    assertThat(layout.inCluster(Path.of("/srv/test/../test/cm/./shared"))).isEqualTo("/cm/shared");
    assertThat(layout.inCluster(Path.of("/cm/images/x"))).isEqualTo("/cm/images/x");
  }
}
