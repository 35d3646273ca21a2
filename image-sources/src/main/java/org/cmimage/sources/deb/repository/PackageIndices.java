package org.cmimage.sources.deb.repository;

import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.cmimage.core.catalog.ReleaseRules.ByHash;
import org.cmimage.core.catalog.Repository;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.sources.deb.control.Provenance;
import org.cmimage.sources.deb.repository.ReleaseFile.IndexFile;

/**
 * The package indices of a repository that apply to an architecture. Indices that the repository
 * does not have are omitted, as by apt.
 */
final class PackageIndices {
  private static final long MAX_INDEX = 1L << 30;

  private final Repository repository;
  private final ReleaseFile release;
  private final String architecture;
  private final URI directory;
  private final List<Index> found = new ArrayList<>();
  private final List<FaultException> lacking = new ArrayList<>();

  private PackageIndices(Repository repository, ReleaseFile release, String architecture) {
    this.repository = repository;
    this.release = release;
    this.architecture = architecture;
    this.directory = directory(repository);
  }

  /** One index to fetch and read. */
  record Index(
      URI base,
      List<URI> addresses,
      IndexFile file,
      long plainSize,
      IndexFormat format,
      Provenance provenance) {
    /** Returns its address by name. */
    URI uri() {
      return addresses.get(addresses.size() - 1);
    }

    /** Returns it without its address by name; empty if it has no other. */
    Optional<Index> byDigestAlone() {
      return addresses.size() < 2
          ? Optional.empty()
          : Optional.of(
              new Index(base, addresses.subList(0, 1), file, plainSize, format, provenance));
    }
  }

  /** A compression in which an index is offered. */
  private record Offer(IndexFormat format, IndexFile file) {}

  /** Finds the indices of a repository from its verified Release file. */
  static PackageIndices of(Repository repository, ReleaseFile release, String architecture) {
    PackageIndices indices = new PackageIndices(repository, release, architecture);
    if (repository.isFlat()) {
      indices.add("Packages", "", "");
    } else {
      indices.addComponents();
    }
    return indices;
  }

  /** Returns the indices to read. */
  List<Index> found() {
    return found;
  }

  /** Returns a failure for each requested part that the repository lacks. */
  List<FaultException> lacking() {
    return lacking;
  }

  /** Returns the base that paths of packages are relative to. */
  static URI base(Repository repository) {
    return URI.create(repository.uri() + "/");
  }

  /** Returns the directory of the Release file. */
  static URI directory(Repository repository) {
    String suite = repository.suite();
    if (repository.isFlat()) {
      return URI.create(base(repository) + (suite.equals("/") ? "" : suite)).normalize();
    }
    return base(repository).resolve("dists/" + suite + "/");
  }

  private void addComponents() {
    boolean offered = release.offersArchitecture(architecture);
    if (!offered && !release.separateAll()) {
      lacking.add(noArchitecture());
      return;
    }
    for (String component : repository.components()) {
      if (!release.offersComponent(component)) {
        lacking.add(noComponent(component));
        continue;
      }
      String binary = component + "/binary-";
      if (offered) {
        add(binary + architecture + "/Packages", component, architecture);
      }
      if (release.separateAll() && (offered || has(binary + "all/Packages"))) {
        add(binary + "all/Packages", component, "all");
      }
    }
    if (!offered && found.isEmpty()) {
      lacking.add(noArchitecture());
    }
  }

  private boolean has(String path) {
    return Stream.of(IndexFormat.values())
        .anyMatch(format -> release.files().containsKey(path + format.suffix()));
  }

  private void add(String path, String component, String itsArchitecture) {
    Map<String, IndexFile> files = release.files();
    long plainSize =
        Math.min(files.getOrDefault(path, new IndexFile("", MAX_INDEX)).size(), MAX_INDEX);
    Optional<Offer> best =
        Stream.of(IndexFormat.values())
            .flatMap(
                c ->
                    Optional.ofNullable(files.get(path + c.suffix()))
                        .map(f -> new Offer(c, f))
                        .stream())
            .min(Comparator.comparingDouble(o -> o.format().cost(o.file().size(), plainSize)));
    if (best.isEmpty()) {
      lacking.add(notListed(path));
      return;
    }
    IndexFile file = best.get().file();
    URI uri = directory.resolve(path + best.get().format().suffix());
    String host = Optional.ofNullable(uri.getHost()).orElse("");
    found.add(
        new Index(
            base(repository),
            addresses(uri, file),
            file,
            plainSize,
            best.get().format(),
            release.names().at(new Provenance.Place(host, component, itsArchitecture))));
  }

  private List<URI> addresses(URI uri, IndexFile file) {
    ByHash habit = repository.rules().byHash();
    boolean byHash = habit == ByHash.ALWAYS || habit == ByHash.AS_OFFERED && release.byHash();
    return byHash ? List.of(uri.resolve("by-hash/SHA256/" + file.sha256()), uri) : List.of(uri);
  }

  private FaultException noComponent(String asked) {
    return new FaultException(
        ErrorCode.INVALID_CONFIGURATION,
        "cannot use component " + asked + " of " + directory,
        "it has " + String.join(", ", release.components()),
        new Remedy.Choose("component", release.components()));
  }

  private FaultException noArchitecture() {
    return new FaultException(
        ErrorCode.ARCHITECTURE_NOT_OFFERED,
        "cannot use " + directory,
        "it has no packages for "
            + architecture
            + "; it has "
            + String.join(", ", release.architectures()),
        new Remedy.Choose("architecture", release.architectures()));
  }

  private FaultException notListed(String path) {
    return new FaultException(
        ErrorCode.SOURCE_CORRUPT,
        "cannot use " + directory + "InRelease",
        "it does not vouch for " + path,
        new Remedy.UseOtherMirror(directory.toString()));
  }
}
