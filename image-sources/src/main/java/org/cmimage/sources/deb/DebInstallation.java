package org.cmimage.sources.deb;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.cmimage.core.catalog.DistributionSpec;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.spi.PackageSystem;
import org.cmimage.sources.deb.control.BinaryPackage;
import org.cmimage.sources.deb.provision.DebProvision;
import org.cmimage.sources.deb.provision.order.BaseSystem;
import org.cmimage.sources.deb.provision.order.ProvisionPlan;
import org.cmimage.sources.deb.unpack.DebUnpacker;
import org.cmimage.sources.deb.unpack.UsrMerge;

/** A resolved set of Debian packages. Immutable and thread-safe. */
final class DebInstallation extends DebSystem {
  /** The version of the result; to be changed when the same packages yield a different tree. */
  private static final String FORM = "deb 2";

  private final DistributionSpec distribution;
  private final DebTools tools;
  private final DebProvision provision;
  private final BaseSystem base;

  /**
   * Creates an installation.
   *
   * @param query the request
   * @param chosen the sources of the packages
   * @param order the packages, each after its dependencies
   * @param twins the source of native programs
   */
  DebInstallation(
      PackageSystem.Query query,
      Chosen chosen,
      List<BinaryPackage> order,
      DebTools tools,
      DebTwins twins)
      throws FaultException {
    super(chosen, order, order, query.architecture(), twins);
    this.distribution = query.distribution();
    this.tools = tools;
    this.base = BaseSystem.of(order);
    this.provision =
        new DebProvision(
            new ProvisionPlan(
                distribution.distribution(),
                order.stream().map(BinaryPackage::name).toList(),
                query.excluded(),
                kernelRelease(),
                base,
                distribution.repositories().getOrDefault(architecture(), List.of())));
  }

  @Override
  String form() {
    return FORM + "\n" + distribution.distribution() + " " + architecture();
  }

  @Override
  DebUnpacker unpacker(Rootfs tree) throws IOException {
    UsrMerge merge = UsrMerge.of(distribution.distribution());
    return DebUnpacker.open(tree, architecture(), merge, tools.decompressor(), base.rules());
  }

  @Override
  public List<List<ProvisionTrack>> provision(Rootfs tree, Optional<ProvisionStep> custom) {
    return provision.tracks(custom);
  }
}
