package org.cmimage.sources.deb;

import java.io.IOException;
import org.cmimage.core.catalog.DistributionSpec;
import org.cmimage.core.spi.PackageInstallation;
import org.cmimage.core.spi.PackageSystem;
import org.cmimage.core.spi.StageProgress;
import org.cmimage.core.survey.PackageSurvey;
import org.cmimage.model.Architecture;
import org.cmimage.sources.deb.source.RepositorySelector;

/** The package system of Debian and its relatives. Thread-safe. */
final class DebPackageSystem implements PackageSystem {
  private final DebTools tools;
  private final RepositorySelector selector;
  private final DebProgramSource programs;

  /**
   * Creates a package system.
   *
   * @param selector selects the repositories
   * @param programs takes the emulator that a source contains
   */
  DebPackageSystem(DebTools tools, RepositorySelector selector, DebProgramSource programs) {
    this.programs = programs;
    this.tools = tools;
    this.selector = selector;
  }

  @Override
  public boolean supports(DistributionSpec distribution) {
    return forOnePlan().supports(distribution);
  }

  @Override
  public PackageSystem forOnePlan() {
    return new DebPlanning(tools, selector, programs);
  }

  @Override
  public PackageSurvey survey(Query query, Architecture host, StageProgress progress)
      throws IOException, InterruptedException {
    return forOnePlan().survey(query, host, progress);
  }

  @Override
  public PackageInstallation plan(Query query, StageProgress progress)
      throws IOException, InterruptedException {
    return forOnePlan().plan(query, progress);
  }
}
