package org.cmimage.endtoend.source;

import com.google.common.io.Resources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.cmimage.core.plan.ComponentPlan;
import org.cmimage.endtoend.trial.Program;
import org.cmimage.endtoend.trial.TrialCluster;
import org.cmimage.model.ArchOs;

/** A minimal root as mmdebstrap makes it. */
final class BaseArchive {
  private BaseArchive() {}

  /**
   * Makes one in the scratch directory.
   *
   * @param plan whose repositories it is made of
   */
  static Path make(ComponentPlan plan, ArchOs archOs) throws IOException, InterruptedException {
    List<String> sources =
        TrialCluster.installation(plan).origins().stream()
            .map(origin -> "deb " + origin.replaceFirst(" \\(.*", ""))
            .toList();
    Path keyring = TrialCluster.scratch().resolve("keyring.gpg");
    Files.write(
        keyring,
        Resources.toByteArray(
            Resources.getResource(
                BaseArchive.class,
                "/org/cmimage/core/catalog/keyrings/debian-archive-keyring.gpg")));
    Path base = TrialCluster.scratch().resolve("base.tar");
    List<String> command =
        new ArrayList<>(
            List.of(
                "mmdebstrap",
                "--quiet",
                "--mode=root",
                "--variant=minbase",
                "--architectures=" + archOs.architecture().debianName(),
                "--keyring=" + keyring,
                sources.get(0).split(" ")[2],
                base.toString()));
    command.addAll(sources);
    Program.output(TrialCluster.scratch(), command.toArray(String[]::new));
    return base;
  }
}
