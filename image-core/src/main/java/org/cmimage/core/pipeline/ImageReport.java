package org.cmimage.core.pipeline;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cmimage.core.spi.ProgramStarts;
import org.cmimage.core.verify.VerificationReport;
import org.cmimage.model.ComponentName;

/** What a run made. */
public record ImageReport(List<ComponentOutcome> components) {
  public ImageReport {
    components = List.copyOf(components);
  }

  /**
   * One finished component.
   *
   * @param component which
   * @param tree where it stands now
   * @param log everything its programs printed
   * @param packages number of packages installed
   * @param kernelRelease the kernel in it; empty where it has none
   * @param verification what was found in it
   * @param elapsed time of each stage this run did itself
   * @param starts the image's programs that ran while it was configured, as far as they were
   *     counted
   */
  public record ComponentOutcome(
      ComponentName component,
      Path tree,
      Path log,
      int packages,
      Optional<String> kernelRelease,
      VerificationReport verification,
      Map<Stage, Duration> elapsed,
      ProgramStarts starts) {
    public ComponentOutcome {
      elapsed = Map.copyOf(elapsed);
    }
  }
}
