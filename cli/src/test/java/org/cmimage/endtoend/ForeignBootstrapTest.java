package org.cmimage.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.cluster.Stores;
import org.cmimage.core.fault.ImageException;
import org.cmimage.core.guest.GuestSessions;
import org.cmimage.core.pipeline.ImagePipeline;
import org.cmimage.core.plan.ComponentPlan;
import org.cmimage.core.run.ImageReport;
import org.cmimage.endtoend.trial.Mmdebstrap;
import org.cmimage.endtoend.trial.TrialCluster;
import org.cmimage.model.ArchOs;
import org.cmimage.model.Architecture;
import org.cmimage.model.Distribution;
import org.cmimage.model.store.ClusterStore;
import org.cmimage.model.store.StoreException;
import org.cmimage.qemu.guest.LinuxGuestSessions;
import org.cmimage.sources.deb.DebPackageSystemProvider;

/** An image of the other architecture, on a head node that has no emulator installed. */
class ForeignBootstrapTest extends BootstrapContract {
  private static final Architecture FOREIGN = TrialCluster.FOREIGN;

  ForeignBootstrapTest() {
    super(new ArchOs(FOREIGN, Distribution.parse("debian12")), List.of());
  }

  /** With an empty search path there is no emulator but that of the distribution's package. */
  @Override
  GuestSessions sessions(ClusterLayout layout) throws IOException {
    return LinuxGuestSessions.of(
        new DebPackageSystemProvider().programs(layout), layout.cache(), "");
  }

  @Override
  ImageReport make(ClusterLayout layout, ArchOs archOs)
      throws ImageException, StoreException, IOException {
    try (ClusterStore store = Stores.open(layout)) {
      ImagePipeline pipeline = pipeline(layout, store);
      return pipeline.execute(pipeline.plan(request(archOs)));
    }
  }

  @Override
  Mmdebstrap mmdebstrap(ComponentPlan plan, ClusterLayout layout, Path scratch)
      throws IOException, InterruptedException {
    Path emulator = new DebPackageSystemProvider().programs(layout).emulator(HOST, FOREIGN, true);
    assertThat(emulator).startsWith(layout.cache()).isExecutable();
    return Mmdebstrap.start(plan, scratch, Optional.of(emulator));
  }
}
