package org.cmimage.sources.deb;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.cmimage.core.PackageSources;
import org.cmimage.core.catalog.DistributionCatalog;
import org.cmimage.core.catalog.DistributionSpec;
import org.cmimage.core.catalog.Repository;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.guest.ProgramSource;
import org.cmimage.core.host.AtomicFile;
import org.cmimage.core.host.AtomicFile.Durability;
import org.cmimage.core.tree.TreePath;
import org.cmimage.model.Architecture;
import org.cmimage.model.Distribution;
import org.cmimage.sources.deb.archive.DebArchive;
import org.cmimage.sources.deb.control.BinaryPackage;
import org.cmimage.sources.deb.source.DirectoryRepositories;
import org.cmimage.sources.deb.source.RepositorySelector;
import org.cmimage.sources.download.Downloader;
import org.cmimage.sources.location.VfsLocation;

/**
 * Extracts programs for the head node from a package of a distribution in the catalog. An extracted
 * program stays in the cache and is not looked up again; removing it there makes the next run fetch
 * a newer one. Thread-safe, also between processes.
 */
final class DebProgramSource implements ProgramSource {
  private final DebTools tools;
  private final RepositorySelector selector;
  private final DistributionCatalog catalog;
  private final Distribution distribution;

  /**
   * Creates a source.
   *
   * @param distribution the distribution whose emulators are used; they are static and run on any
   *     head node
   */
  DebProgramSource(
      DebTools tools,
      RepositorySelector selector,
      DistributionCatalog catalog,
      Distribution distribution) {
    this.tools = tools;
    this.selector = selector;
    this.catalog = catalog;
    this.distribution = distribution;
  }

  @Override
  public Path emulator(Architecture host, Architecture guest)
      throws IOException, InterruptedException {
    DistributionSpec spec = catalog.find(distribution, host);
    String name = "qemu-" + guest.qemuName() + "-static";
    Path target = directory(spec, host).resolve(name);
    if (!Files.isExecutable(target)) {
      extract(archive(spec, host, PackageSources.DEFAULT), "usr/bin/" + name, target);
    }
    return target;
  }

  /** Fetches the package with the emulators that run on {@code host}. */
  void fetch(Architecture host) throws IOException, InterruptedException {
    archive(catalog.find(distribution, host), host, PackageSources.DEFAULT);
  }

  /**
   * Extracts the emulator from directories that were filled for head nodes without a network, if
   * one of them has it and the cache has none.
   *
   * @param sources the sources of the image's packages
   */
  void supply(PackageSources sources, Architecture host, Architecture guest)
      throws IOException, InterruptedException {
    DistributionSpec spec = catalog.find(distribution, host);
    String name = "qemu-" + guest.qemuName() + "-static";
    Path target = directory(spec, host).resolve(name);
    for (String location : sources.base()) {
      Optional<Path> supplied =
          VfsLocation.directory(location)
              .map(filled -> filled.resolve(DirectoryRepositories.EMULATOR))
              .filter(Files::isDirectory);
      if (supplied.isPresent() && !Files.isExecutable(target)) {
        PackageSources there =
            new PackageSources(
                List.of(supplied.get().toString()),
                PackageSources.Additional.NONE,
                Optional.empty(),
                true);
        extract(archive(spec, host, there), "usr/bin/" + name, target);
      }
    }
  }

  private Path directory(DistributionSpec spec, Architecture host) {
    return tools
        .cache()
        .directory()
        .resolve("programs")
        .resolve(spec.distribution() + "-" + host)
        .resolve(spec.emulatorPackage());
  }

  private Path archive(DistributionSpec spec, Architecture host, PackageSources sources)
      throws IOException, InterruptedException {
    List<Repository> repositories = selector.select(spec, host, sources).plain();
    Downloader downloader = tools.downloader(sources.offline(), repositories);
    BinaryPackage binary =
        tools.read(downloader, repositories, host.debianName()).packages().stream()
            .filter(candidate -> candidate.name().equals(spec.emulatorPackage()))
            .max(Comparator.comparing(BinaryPackage::version))
            .orElseThrow(() -> absent(spec, host));
    return downloader.fetch(DebTools.download(binary), received -> {});
  }

  private void extract(Path archive, String path, Path target) throws IOException {
    Files.createDirectories(target.getParent());
    AtomicFile.write(
        target,
        "rwxr-xr-x",
        Durability.SYNCED,
        out -> DebArchive.extractFile(archive, tools.decompressor(), TreePath.of(path), out));
  }

  private static FaultException absent(DistributionSpec spec, Architecture host) {
    return new FaultException(
        ErrorCode.PACKAGE_UNKNOWN,
        "cannot get an emulator",
        spec.distribution() + " has no package " + spec.emulatorPackage() + " for " + host,
        new Remedy.InstallProgram(
            "qemu-user-static",
            List.of("qemu-user-static", "qemu-user-static", "qemu-linux-user")));
  }
}
