package org.cmimage.core.pipeline;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.cmimage.core.ComponentOrigin.Repositories;
import org.cmimage.core.lockfile.LockFile;
import org.cmimage.core.plan.ComponentPlan;
import org.cmimage.core.plan.ComponentPlan.Install;
import org.cmimage.core.plan.ImagePlan;

/** The writing of a plan's versions to the lock file in its request. */
final class PlanLock {
  private PlanLock() {}

  /** Adds the components that the file lacks; those in it are made of its versions. */
  static void write(ImagePlan plan) throws IOException {
    Optional<Path> path = plan.request().origin().packages().flatMap(Repositories::lock);
    if (path.isEmpty()) {
      return;
    }
    LockFile file = LockFile.read(path.get());
    boolean changed = false;
    for (ComponentPlan component : plan.components()) {
      if (component.making() instanceof Install install
          && file.versions(component.component()).isEmpty()) {
        file.put(component.component(), install.installation().versions());
        changed = true;
      }
    }
    if (changed) {
      file.write();
    }
  }
}
