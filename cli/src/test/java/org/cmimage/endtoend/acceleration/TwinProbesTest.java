package org.cmimage.endtoend.acceleration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.cmimage.core.catalog.DistributionCatalog;
import org.cmimage.core.catalog.DistributionSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TwinProbesTest {
  @TempDir Path directory;

  @Test
  void somethingIsAskedOfEveryPackageThatHasTwins() throws IOException {
    TwinProbes probes = TwinProbes.read();
    Set<String> packages = new TreeSet<>();
    for (DistributionSpec spec : DistributionCatalog.load(directory).all()) {
      packages.addAll(spec.twins().packages());
    }
    assertThat(packages).contains("perl-base", "systemd").allMatch(probes::asks);
  }
}
