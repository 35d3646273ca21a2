package org.cmimage.endtoend;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.fault.ImageException;
import org.cmimage.core.guest.GuestSessions;
import org.cmimage.core.plan.ComponentPlan;
import org.cmimage.core.run.ImageReport;
import org.cmimage.endtoend.trial.Mmdebstrap;
import org.cmimage.model.ArchOs;
import org.cmimage.model.Distribution;
import org.cmimage.model.store.StoreException;
import org.cmimage.qemu.guest.LinuxGuestSessionsProvider;
import org.cmimage.sources.deb.DebPackageSystemProvider;

/** An image of the head node's own architecture, made as docs/EMBEDDING.md shows. */
class NativeBootstrapTest extends BootstrapContract {
  NativeBootstrapTest() {
    super(new ArchOs(HOST, Distribution.parse("debian13")), List.of("openssh-server"));
  }

  @Override
  GuestSessions sessions(ClusterLayout layout) {
    return new LinuxGuestSessionsProvider()
        .open(layout, new DebPackageSystemProvider().programs(layout));
  }

  @Override
  ImageReport make(ClusterLayout layout, ArchOs archOs) throws ImageException, StoreException {
    return EmbeddingSamples.makeImage(layout, archOs, event -> {});
  }

  @Override
  Mmdebstrap mmdebstrap(ComponentPlan plan, ClusterLayout layout, Path scratch) throws IOException {
    return Mmdebstrap.start(plan, scratch, Optional.empty());
  }
}
