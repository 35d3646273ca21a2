package org.cmimage.core.run;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.cmimage.core.fault.ImageException;
import org.cmimage.core.plan.ComponentPlan;
import org.cmimage.core.plan.ImagePlan;
import org.cmimage.core.plan.PipelinePorts;
import org.cmimage.core.record.ComponentLog;
import org.cmimage.core.run.ImageReport.ComponentOutcome;

/**
 * The runs of all components of one request. Where trees come from elsewhere, all of them are
 * examined before the first is published: a rejected one leaves the cluster as it was. Where a run
 * fails later, or trees are made here one after another, the same request resumes after the
 * finished work, since the journals are kept until all of it is done.
 */
public final class ComponentRuns implements Closeable {
  private final ImagePlan plan;
  private final List<ComponentRun> runs = new ArrayList<>();

  /** Makes the runs of a plan. */
  public ComponentRuns(PipelinePorts ports, ImagePlan plan, ComponentLog clusterLog)
      throws IOException {
    this.plan = plan;
    boolean opened = false;
    try {
      for (ComponentPlan component : plan.components()) {
        runs.add(new ComponentRun(ports, plan.request(), component, clusterLog));
      }
      opened = true;
    } finally {
      if (!opened) {
        close();
      }
    }
  }

  /** Makes, publishes and registers the components. */
  public List<ComponentOutcome> execute() throws ImageException, IOException {
    boolean together = plan.request().origin().packages().isEmpty();
    try {
      if (together) {
        for (ComponentRun run : runs) {
          run.prepare();
        }
      }
      List<ComponentOutcome> outcomes = new ArrayList<>();
      for (ComponentRun run : runs) {
        if (!together) {
          run.prepare();
        }
        outcomes.add(run.enter());
      }
      return outcomes;
    } catch (ImageException e) {
      runs.forEach(run -> run.failed(e));
      throw e;
    }
  }

  /** Removes the journals: the request is done. */
  public void complete() throws IOException {
    for (ComponentRun run : runs) {
      run.complete();
    }
  }

  @Override
  public void close() throws IOException {
    for (ComponentRun run : runs) {
      run.close();
    }
  }
}
