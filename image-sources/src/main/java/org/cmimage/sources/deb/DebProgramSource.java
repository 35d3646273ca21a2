package org.cmimage.sources.deb;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cmimage.core.PackageSources;
import org.cmimage.core.catalog.DistributionCatalog;
import org.cmimage.core.catalog.DistributionSpec;
import org.cmimage.core.catalog.Repository;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.guest.ProgramSource;
import org.cmimage.core.guest.StaticElf;
import org.cmimage.core.host.AtomicFile;
import org.cmimage.core.host.AtomicFile.Durability;
import org.cmimage.core.tree.TreePath;
import org.cmimage.model.Architecture;
import org.cmimage.sources.deb.archive.DebArchive;
import org.cmimage.sources.deb.control.BinaryPackage;
import org.cmimage.sources.deb.control.DebVersion;
import org.cmimage.sources.deb.source.DirectoryRepositories;
import org.cmimage.sources.deb.source.RepositorySelector;
import org.cmimage.sources.download.Downloader;
import org.cmimage.sources.location.VfsLocation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Extracts the emulators of Debian's newest release for the head node, or of the newest one that
 * can be had. An extracted program stays in the cache and is not looked up again; removing it there
 * makes the next run fetch a newer build of it. Thread-safe, also between processes.
 */
final class DebProgramSource implements ProgramSource {
  private static final Logger LOG = LoggerFactory.getLogger(DebProgramSource.class);

  /** The vendor whose emulators are taken; they are static and run on any head node. */
  private static final String VENDOR = "debian";

  /**
   * The first version that reads from the kernel whether argv[0] was preserved ({@code
   * AT_FLAGS_PRESERVE_ARGV0}).
   */
  private static final DebVersion OLDEST = DebVersion.parse("1:6");

  private final DebTools tools;
  private final RepositorySelector selector;
  private final DistributionCatalog catalog;
  private final Map<Pair, Path> chosen = new HashMap<>();

  /** The architectures between which an emulator mediates. */
  private record Pair(Architecture host, Architecture guest) {}

  /** An action with the emulators of one release. */
  private interface Attempt<R> {
    R with(DistributionSpec release) throws IOException, InterruptedException;
  }

  DebProgramSource(DebTools tools, RepositorySelector selector, DistributionCatalog catalog) {
    this.tools = tools;
    this.selector = selector;
    this.catalog = catalog;
  }

  @Override
  public synchronized Path emulator(Architecture host, Architecture guest, boolean offline)
      throws IOException, InterruptedException {
    Pair pair = new Pair(host, guest);
    Path known = chosen.get(pair);
    if (known == null) {
      known = newest(host, release -> emulator(release, pair, own(offline)));
      chosen.put(pair, known);
    }
    return known;
  }

  /** Fetches the package with the emulators that run on {@code host}. */
  void fetch(Architecture host, boolean offline) throws IOException, InterruptedException {
    newest(host, release -> archive(release, host, own(offline)));
  }

  /**
   * Extracts the emulator from directories that were filled for head nodes without a network, if
   * one of them has a newer release's than the cache.
   *
   * @param sources the sources of the image's packages
   */
  void supply(PackageSources sources, Architecture host, Architecture guest)
      throws IOException, InterruptedException {
    for (String location : sources.base()) {
      Optional<Path> supplied =
          VfsLocation.directory(location)
              .map(filled -> filled.resolve(DirectoryRepositories.EMULATOR))
              .filter(Files::isDirectory);
      if (supplied.isPresent()) {
        PackageSources there = sources(List.of(supplied.get().toString()), true);
        newest(host, release -> emulator(release, new Pair(host, guest), there));
      }
    }
  }

  private static PackageSources own(boolean offline) {
    return sources(List.of(), offline);
  }

  private static PackageSources sources(List<String> base, boolean offline) {
    return new PackageSources(base, PackageSources.Additional.NONE, Optional.empty(), offline);
  }

  /** Returns the result of the first release, newest first, for which there is one. */
  private <R> R newest(Architecture host, Attempt<R> attempt)
      throws IOException, InterruptedException {
    Optional<IOException> failure = Optional.empty();
    for (DistributionSpec release : catalog.newestFirst(VENDOR, host)) {
      try {
        return attempt.with(release);
      } catch (IOException e) {
        LOG.debug("no emulator of {}: {}", release.distribution(), e.getMessage());
        failure.ifPresent(first -> first.addSuppressed(e));
        failure = Optional.of(failure.orElse(e));
      }
    }
    throw failure.orElseGet(
        () -> fault("the catalog has no release of " + VENDOR + " for " + host));
  }

  private Path emulator(DistributionSpec release, Pair pair, PackageSources sources)
      throws IOException, InterruptedException {
    String name = "qemu-" + pair.guest().qemuName() + suffix(release);
    Path target = directory(release, pair.host()).resolve(name);
    if (!Files.isExecutable(target)) {
      extract(archive(release, pair.host(), sources), "usr/bin/" + name, target);
    }
    if (!StaticElf.is(target, pair.host())) {
      Files.deleteIfExists(target); // the next run may get another build
      throw fault(target + " is not a static program for " + pair.host());
    }
    return target;
  }

  /** Returns the ending that the package has in common with its programs. */
  private static String suffix(DistributionSpec release) {
    return release.emulatorPackage().endsWith("-static") ? "-static" : "";
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
    if (binary.version().compareTo(OLDEST) < 0) {
      throw fault(binary + " is older than QEMU 6");
    }
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
    return fault(
        spec.distribution() + " has no package " + spec.emulatorPackage() + " for " + host);
  }

  private static FaultException fault(String fact) {
    return new FaultException(
        ErrorCode.PACKAGE_UNKNOWN,
        "cannot get an emulator",
        fact,
        new Remedy.InstallProgram(
            "qemu-user-static",
            List.of("qemu-user-static", "qemu-user-static", "qemu-linux-user")));
  }
}
