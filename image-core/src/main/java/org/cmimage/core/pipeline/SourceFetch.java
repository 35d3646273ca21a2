package org.cmimage.core.pipeline;

import java.io.IOException;
import org.cmimage.core.fault.ImageException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.host.Attempt;
import org.cmimage.core.plan.ComponentPlan;
import org.cmimage.core.plan.ComponentPlan.Install;
import org.cmimage.core.plan.ImagePlan;
import org.cmimage.core.spi.OfflineSource;
import org.cmimage.core.spi.StageProgress;
import org.cmimage.model.Architecture;

/**
 * The filling of a directory with everything that a plan's images are made of: packages and, where
 * the head node that will make them has another architecture, an emulator and native programs.
 */
public final class SourceFetch {
  private final OfflineSource source;
  private final Architecture head;
  private final StageProgress progress;

  /**
   * Makes a fetch.
   *
   * @param source the source whose packages the plan has
   * @param head the architecture of the head node that will make the images
   */
  public SourceFetch(OfflineSource source, Architecture head, StageProgress progress) {
    this.source = source;
    this.head = head;
    this.progress = progress;
  }

  /**
   * Fetches and copies. A repeated run resumes an interrupted one.
   *
   * @return the part of the directory's content that the plan needs
   * @throws ImageException where a file is not available or cannot be written
   */
  public OfflineSource.Content run(ImagePlan plan) throws ImageException {
    try {
      Architecture guest = plan.request().archOs().architecture();
      boolean runs = false;
      boolean offline = false;
      for (ComponentPlan component : plan.components()) {
        if (component.making() instanceof Install install) {
          install.installation().fetch(head, progress);
          runs |= install.installation().runsPrograms();
          offline |= install.options().sources().offline();
        }
      }
      if (runs && guest != head) {
        progress.activity("emulator");
        source.addEmulator(head, guest, offline);
      }
      OfflineSource.Content content = source.finish();
      PlanLock.write(plan);
      return content;
    } catch (IOException | InterruptedException e) {
      throw new Attempt("cannot fetch", source.directory(), new Remedy.Resume()).failure(e);
    }
  }
}
