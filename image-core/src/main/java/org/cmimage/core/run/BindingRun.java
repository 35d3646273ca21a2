package org.cmimage.core.run;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.cmimage.core.ComponentOrigin;
import org.cmimage.core.ImageRequest;
import org.cmimage.core.archos.ArchOsStage;
import org.cmimage.core.event.StageRelay;
import org.cmimage.core.fault.ImageException;
import org.cmimage.core.plan.PipelinePorts;
import org.cmimage.core.plan.Registration;
import org.cmimage.core.record.ComponentLog;
import org.cmimage.core.record.ComponentRecords;
import org.cmimage.core.record.Stage;
import org.cmimage.core.run.ImageReport.Binding;
import org.cmimage.core.staging.StagingDirectory;
import org.cmimage.model.ArchOs;
import org.cmimage.model.ComponentKind;
import org.cmimage.model.ComponentName;

/** The stage BIND, which covers the three components together. */
public final class BindingRun {
  private final PipelinePorts ports;
  private final ImageRequest request;
  private final StageRelay relay;

  /** Makes the last stage of a request. */
  public BindingRun(PipelinePorts ports, ImageRequest request, ComponentLog clusterLog) {
    this.ports = ports;
    this.request = request;
    this.relay = new StageRelay(request.archOs(), ports.listener(), clusterLog, ports.clock());
  }

  /** Binds the components; empty where it is too early for that. */
  public Optional<Binding> execute() throws ImageException, IOException {
    ArchOs archOs = request.archOs();
    Optional<ComponentName> missing =
        request.origin() instanceof ComponentOrigin.Archives ? missing() : Optional.empty();
    if (missing.isPresent()) {
      relay.skip(Stage.BIND, "there is no " + missing.get() + " yet");
      return Optional.empty();
    }
    return relay.run(
        Stage.BIND,
        progress -> {
          List<String> changes =
              new ArchOsStage(ports.layout(), ports.calls(), ports.store()).bind(archOs);
          changes.forEach(progress::noted);
          forgetFinishedRuns();
          return Optional.of(new Binding(archOs, changes));
        });
  }

  /**
   * Removes the journals of runs that failed in this stage only: nothing of them is left to resume.
   */
  private void forgetFinishedRuns() throws IOException {
    for (ComponentKind kind : ComponentKind.values()) {
      ComponentName component = new ComponentName(kind, request.archOs());
      if (StagingDirectory.of(ports.calls(), ports.layout().tree(component))
          .leftovers()
          .isEmpty()) {
        ComponentRecords.of(ports.layout()).removeUnfinished(component);
      }
    }
  }

  /** Returns the first missing component, if any, as archives may be imported one by one. */
  private Optional<ComponentName> missing() throws IOException {
    Registration registration = new Registration(ports);
    for (ComponentKind kind : ComponentKind.values()) {
      ComponentName component = new ComponentName(kind, request.archOs());
      boolean there =
          StagingDirectory.of(ports.calls(), ports.layout().tree(component)).isTargetTaken();
      if (!there || !registration.isRegistered(component)) {
        return Optional.of(component);
      }
    }
    return Optional.empty();
  }
}
