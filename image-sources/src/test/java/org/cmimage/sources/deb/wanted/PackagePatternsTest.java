package org.cmimage.sources.deb.wanted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Set;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.junit.jupiter.api.Test;

class PackagePatternsTest {
  private static final Set<String> OFFERED =
      Set.of("nvidia-driver-570", "nvidia-utils-570", "nvidia-driver-550", "vim");

  @Test
  void aPatternMeansAllThatFitAndANameItself() throws FaultException {
    assertThat(PackagePatterns.expand(List.of("unknown", "nvidia-*-570"), OFFERED, "leave out"))
        .containsExactly("unknown", "nvidia-driver-570", "nvidia-utils-570");
  }

  @Test
  void allPatternsThatNothingFitsAreTold() {
    FaultException fault =
        catchThrowableOfType(
            FaultException.class,
            () -> PackagePatterns.expand(List.of("amd-*", "v?m", "x[0-9]*"), OFFERED, "leave out"));
    assertThat(fault.code()).isEqualTo(ErrorCode.PACKAGE_UNKNOWN);
    assertThat(fault.getMessage().lines())
        .containsExactly(
            "cannot leave out amd-*: no package has a name like that",
            "cannot leave out x[0-9]*: no package has a name like that");
  }
}
