package org.cmimage.core.run;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.cmimage.core.Release;
import org.cmimage.core.event.StageRelay;
import org.cmimage.core.fault.ImageException;
import org.cmimage.core.finding.Origin;
import org.cmimage.core.guest.GuestSessions;
import org.cmimage.core.identity.ComponentMarker;
import org.cmimage.core.parallel.ParallelTasks;
import org.cmimage.core.plan.ComponentPlan.Install;
import org.cmimage.core.record.Journal;
import org.cmimage.core.record.Stage;
import org.cmimage.core.record.TimingRecorder;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.scrub.IdentityScrub;
import org.cmimage.core.spi.StageProgress;
import org.cmimage.model.ComponentKind;
import org.cmimage.model.ComponentName;

/** A tree made of packages. */
final class PackageAssembly implements Assembly {
  private final GuestSessions sessions;
  private final ComponentName component;
  private final Install install;
  private final NativeTwins twins;
  private final TimingRecorder timing;

  PackageAssembly(
      GuestSessions sessions, ComponentName component, Install install, TimingRecorder timing) {
    this.sessions = sessions;
    this.component = component;
    this.install = install;
    this.twins = new NativeTwins(sessions, component.archOs(), install);
    this.timing = timing;
  }

  @Override
  public String digest() {
    return install.digest().orElseThrow();
  }

  @Override
  public Origin origin() {
    return Origin.MADE_HERE;
  }

  @Override
  public void unpack(Rootfs tree, StageProgress progress) throws IOException, InterruptedException {
    List<Callable<Stage>> both =
        List.of(
            () -> {
              install.source().unpack(tree, progress);
              return Stage.UNPACK;
            },
            () -> {
              twins.prepareBeside(progress);
              return Stage.PROVISION;
            });
    ParallelTasks.run("unpack", both.size(), both);
    if (install.script().isPresent()) {
      install.script().get().requireInterpreter(tree);
    }
    if (component.kind() != ComponentKind.SOFTWARE_IMAGE) {
      marker().write(tree);
    }
  }

  private ComponentMarker marker() {
    Map<String, String> versions = new TreeMap<>();
    install.installation().packages().forEach(p -> versions.put(p.name(), p.version()));
    return new ComponentMarker(component.kind(), component.archOs(), Release.NAME, versions);
  }

  @Override
  public boolean provision(StagedTree tree, Journal journal, StageRelay relay)
      throws ImageException {
    if (journal.isDone(Stage.PROVISION)) {
      relay.skip(Stage.PROVISION);
      return false;
    }
    if (!install.installation().runsPrograms()) {
      relay.skip(Stage.PROVISION, "no maintainer scripts to run");
      return false;
    }
    Provisioning provisioning =
        new Provisioning(sessions, component.archOs(), install, twins, journal);
    relay.perform(
        Stage.PROVISION,
        progress -> {
          timing.add(provisioning.run(tree.get(), progress));
          journal.done(Stage.PROVISION);
        });
    return true;
  }

  /** Removes leftovers without a report, as the build itself made them. */
  @Override
  public void scrub(Rootfs tree, StageProgress progress) throws IOException {
    IdentityScrub.scrub(tree).forEach(residue -> progress.log("removed or reset " + residue));
  }

  @Override
  public boolean keepsRejected() {
    return true;
  }
}
