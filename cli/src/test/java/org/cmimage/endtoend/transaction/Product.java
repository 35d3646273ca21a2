package org.cmimage.endtoend.transaction;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.PackageSources;
import org.cmimage.core.catalog.DistributionCatalog;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.spi.PackageInstallation;
import org.cmimage.core.spi.PackageSystem;
import org.cmimage.core.spi.PackageSystem.Base;
import org.cmimage.core.spi.PackageSystem.Updates;
import org.cmimage.core.spi.StageProgress;
import org.cmimage.endtoend.trial.TrialCluster;
import org.cmimage.model.Architecture;
import org.cmimage.model.ComponentKind;
import org.cmimage.sources.deb.DebPackageSystemProvider;

/**
 * What the product decides by itself.
 *
 * @param sources of packages
 */
record Product(ClusterLayout layout, Architecture architecture, PackageSources sources) {
  /** The product with the repositories of this machine's apt. */
  Product(ClusterLayout layout, Architecture architecture) {
    this(layout, architecture, PackageSources.DEFAULT);
  }

  /** Returns the same with the packages of a directory. */
  Product with(Supply supply) {
    return new Product(
        layout, architecture, sources.withBase(List.of(supply.directory().toString())));
  }

  /** Returns the repositories as lines of sources.list(5) without options. */
  List<String> repositories(StageProgress progress) throws IOException, InterruptedException {
    return plan(List.of(), Optional.empty(), progress).origins().stream()
        .map(origin -> "deb " + origin.replaceFirst(" \\(.*", ""))
        .toList();
  }

  /** Decides how packages are added to a tree, and others removed. */
  PackageInstallation change(
      Path tree, List<String> packages, List<String> removed, StageProgress progress)
      throws IOException, InterruptedException {
    try (Rootfs rootfs = Rootfs.open(PreparedTree.hostCalls(), tree)) {
      Base base = new Base(rootfs, removed, false, Updates.NONE);
      return plan(packages, Optional.of(base), progress);
    }
  }

  /** Returns native programs for a tree with packages added to it; none where it is not foreign. */
  Optional<Path> twins(Path tree, List<String> packages, StageProgress progress)
      throws IOException, InterruptedException {
    return architecture == TrialCluster.HOST
        ? Optional.empty()
        : change(tree, packages, List.of(), progress).twins(TrialCluster.HOST, progress);
  }

  private PackageInstallation plan(
      List<String> packages, Optional<Base> base, StageProgress progress)
      throws IOException, InterruptedException {
    return new DebPackageSystemProvider()
        .packages(layout)
        .plan(
            new PackageSystem.Query(
                ComponentKind.SOFTWARE_IMAGE,
                DistributionCatalog.load(layout.distributions()).find(PreparedTree.RELEASE),
                architecture,
                sources,
                List.of(),
                packages,
                List.of(),
                base),
            progress);
  }
}
