package org.cmimage.sources.deb.repository;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cmimage.core.catalog.Repository;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.sources.compress.Decompressor;
import org.cmimage.sources.deb.control.BinaryPackage;
import org.cmimage.sources.deb.control.PackageList;
import org.cmimage.sources.deb.control.Provenance;
import org.cmimage.sources.deb.control.Provenance.Automatic;
import org.cmimage.sources.download.DownloadCache;
import org.cmimage.sources.location.LocalAddress;

/**
 * A repository in a directory of this machine that the user trusts without a Release file: its
 * indices if it has some, else the packages in it.
 */
final class LocalDirectory {
  /** The limit in bytes; the largest known index has 60 MiB. */
  private static final long MAX_INDEX = 1L << 30;

  private final Repository repository;
  private final String architecture;
  private final Decompressor decompressor;
  private final Path base;

  LocalDirectory(Repository repository, String architecture, Decompressor decompressor) {
    this.repository = repository;
    this.architecture = architecture;
    this.decompressor = decompressor;
    this.base = LocalAddress.path(PackageIndices.base(repository));
  }

  /**
   * Reads all packages of the architecture.
   *
   * @throws FaultException if the directory does not exist, or has neither index nor package
   */
  List<PackageList> read() throws IOException, InterruptedException {
    Path directory = LocalAddress.path(PackageIndices.directory(repository));
    if (!Files.isDirectory(directory)) {
      throw fault("there is no directory " + directory);
    }
    List<PackageList> lists = new ArrayList<>();
    if (repository.isFlat()) {
      Optional<Path> index = index(directory, "");
      lists.add(index.isPresent() ? list(index.get(), "") : scanned(directory));
      return lists;
    }
    for (String component : repository.components()) {
      for (String machine : List.of(architecture, "all")) {
        Optional<Path> index = index(directory, component + "/binary-" + machine + "/");
        if (index.isPresent()) {
          lists.add(list(index.get(), component));
        }
      }
    }
    if (lists.isEmpty()) {
      throw fault(
          "it has no Release file, and no index of "
              + String.join(", ", repository.components())
              + " for "
              + architecture);
    }
    return lists;
  }

  private static Optional<Path> index(Path directory, String below) {
    for (IndexFormat format : IndexFormat.values()) {
      Path file = directory.resolve(below + "Packages" + format.suffix());
      if (Files.isRegularFile(file)) {
        return Optional.of(file);
      }
    }
    return Optional.empty();
  }

  private PackageList list(Path index, String component) throws IOException {
    PackageIndex reader =
        new PackageIndex(
            PackageIndices.base(repository), architecture, index.toString(), this::digest);
    InputStream in = Files.newInputStream(index);
    InputStream decoded =
        index.toString().endsWith("Packages") ? in : decompressor.open(in, Files.size(index));
    return new PackageList(
        provenance(component), reader.read(new IndexContent(decoded, MAX_INDEX)));
  }

  private PackageList scanned(Path directory) throws IOException, InterruptedException {
    byte[] stanzas = new PackageFiles(base, directory, architecture, decompressor).stanzas();
    if (stanzas.length == 0) {
      throw fault("there is neither an index nor a package for " + architecture + " in it");
    }
    List<BinaryPackage> packages =
        new PackageIndex(PackageIndices.base(repository), architecture, directory.toString())
            .read(new ByteArrayInputStream(stanzas));
    return new PackageList(provenance(""), packages);
  }

  private Provenance provenance(String component) {
    return new Provenance(
        "",
        "",
        "",
        "",
        "",
        Automatic.YES,
        new Provenance.Place("", component, component.isEmpty() ? "" : architecture));
  }

  /**
   * Returns the SHA-256 of a package; an index with MD5 sums alone is treated as one without
   * digests.
   */
  private Optional<String> digest(String path) throws IOException {
    Path file = base.resolve(path);
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    try {
      return Optional.of(DownloadCache.digest(file).toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private FaultException fault(String fact) {
    URI directory = PackageIndices.directory(repository);
    return new FaultException(
        ErrorCode.INVALID_CONFIGURATION,
        "cannot use " + directory,
        fact,
        new Remedy.Advice(
            "name a directory of packages (*.deb) for "
                + architecture
                + ", or one with an index: dpkg-scanpackages . > Packages"));
  }
}
