package org.cmimage.model.rule;

import java.util.ArrayList;
import java.util.List;
import org.cmimage.model.disk.DiskSetup;
import org.cmimage.model.disk.DiskSetup.Problem;
import org.cmimage.model.entity.Category;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.EntityType;
import org.cmimage.model.rule.Finding.Rule;
import org.cmimage.model.rule.Finding.Severity;
import org.cmimage.model.snapshot.ClusterSnapshot;

/** The rule that disk set-ups can be understood. */
final class DiskSetupRules {
  private DiskSetupRules() {}

  /** Returns all findings about the disk set-ups of categories. */
  static List<Finding> check(ClusterSnapshot cluster) {
    List<Finding> findings = new ArrayList<>();
    for (Entity category : cluster.all(EntityType.CATEGORY)) {
      String document = category.get(Category.DISK_SETUP);
      if (!document.isBlank()) {
        for (Problem problem : DiskSetup.problems(document)) {
          Severity severity =
              switch (problem.weight()) {
                case ERROR -> Severity.ERROR;
                case WARNING -> Severity.WARNING;
              };
          findings.add(
              new Finding(
                  severity,
                  Rule.DISK_SETUP,
                  category.key(),
                  Category.DISK_SETUP.name(),
                  problem.toString()));
        }
      }
    }
    return findings;
  }
}
