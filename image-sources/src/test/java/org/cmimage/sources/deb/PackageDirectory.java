package org.cmimage.sources.deb;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.PackageSources;
import org.cmimage.core.catalog.DistributionCatalog;
import org.cmimage.core.catalog.DistributionSpec;
import org.cmimage.core.spi.PackageInstallation;
import org.cmimage.core.spi.PackageSystem;
import org.cmimage.core.spi.RecordedProgress;
import org.cmimage.model.Architecture;
import org.cmimage.model.ComponentKind;
import org.cmimage.model.Distribution;
import org.cmimage.sources.deb.archive.DebFixture;

/** Packages in a directory, and plans for aarch64 out of it alone, without a network. */
final class PackageDirectory {
  private final ClusterLayout layout;
  private final Path packages;

  /** Makes an empty one below the root of a cluster. */
  PackageDirectory(Path root) throws IOException {
    layout = ClusterLayout.below(root);
    packages = Files.createDirectory(root.resolve("debs"));
  }

  void add(DebFixture deb, String name) throws IOException {
    deb.write(packages.resolve(name + ".deb"));
  }

  void add(String name, String fields) throws IOException {
    add(new DebFixture(name, "arm64", fields, "1.0"), name);
  }

  void remove(String name) throws IOException {
    Files.delete(packages.resolve(name + ".deb"));
  }

  PackageSources sources() {
    return new PackageSources(
        List.of(packages.toString()), PackageSources.Additional.NONE, Optional.empty(), true);
  }

  DistributionSpec distribution(String id) throws Exception {
    return DistributionCatalog.load(layout.distributions())
        .find(Distribution.parse(id), Architecture.AARCH64);
  }

  PackageSystem.Query query(
      ComponentKind kind, String distribution, List<String> wanted, List<String> excluded)
      throws Exception {
    return new PackageSystem.Query(
        kind,
        distribution(distribution),
        Architecture.AARCH64,
        sources(),
        List.of(),
        wanted,
        excluded,
        Optional.empty());
  }

  PackageInstallation plan(PackageSystem.Query query, RecordedProgress progress) throws Exception {
    return new DebPackageSystemProvider().packages(layout).plan(query, progress);
  }
}
