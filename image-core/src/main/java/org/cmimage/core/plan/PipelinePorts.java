package org.cmimage.core.plan;

import com.google.common.collect.ImmutableList;
import java.time.InstantSource;
import java.util.List;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.catalog.DistributionCatalog;
import org.cmimage.core.event.PipelineListener;
import org.cmimage.core.guest.GuestSessions;
import org.cmimage.core.spi.ImageArchives;
import org.cmimage.core.spi.PackageSystem;
import org.cmimage.core.spi.SourceMedia;
import org.cmimage.core.syscall.HostCalls;
import org.cmimage.model.store.ClusterStore;

/** The ports that a pipeline uses. */
public record PipelinePorts(
    ClusterLayout layout,
    ClusterStore store,
    PipelineListener listener,
    InstantSource clock,
    HostCalls calls,
    List<PackageSystem> packages,
    ImageArchives archives,
    SourceMedia media,
    GuestSessions sessions,
    DistributionCatalog catalog) {
  public PipelinePorts {
    packages = ImmutableList.copyOf(packages);
  }
}
