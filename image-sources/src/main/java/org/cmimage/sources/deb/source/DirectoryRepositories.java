package org.cmimage.sources.deb.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.cmimage.core.catalog.ReleaseRules;
import org.cmimage.core.catalog.Repository;
import org.cmimage.core.catalog.Trust;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.sources.deb.control.ControlData;
import org.cmimage.sources.deb.repository.RepositoryCopies;

/**
 * The repositories in a directory of this machine, such as a mirror, a mounted medium or a
 * collection of packages. Naming the directory makes it trusted: signatures by keys of the
 * distribution's repositories are verified, and other content need not be signed.
 */
public final class DirectoryRepositories {
  /**
   * The directory of the emulator's repository in a directory that was filled for head nodes
   * without a network; it has nothing for images.
   */
  public static final String EMULATOR = "cm-image-emulator";

  /** Media have data/packages/packagegroups/NAME. */
  private static final int DEEPEST = 6;

  private static final int LARGEST_RELEASE = 8 << 20;

  private final Path root;
  private final List<Repository> known;
  private final String architecture;

  /**
   * Creates the search of a directory.
   *
   * @param known the distribution's repositories, for their keys and suites
   */
  DirectoryRepositories(Path root, List<Repository> known, String architecture) {
    this.root = root.toAbsolutePath().normalize();
    this.known = known;
    this.architecture = architecture;
  }

  /**
   * Returns the repositories that can serve the distribution.
   *
   * @throws FaultException if there are none
   */
  List<Repository> find() throws IOException {
    if (Files.exists(root.resolve(RepositoryCopies.UNFINISHED))) {
      throw new FaultException(
          ErrorCode.INVALID_CONFIGURATION,
          "cannot take packages from " + root,
          "cm-image fetch did not finish it",
          new Remedy.Advice("run cm-image fetch again where there is a network; it goes on"));
    }
    List<Repository> found = new ArrayList<>();
    try (Stream<Path> all = Files.walk(root, DEEPEST)) {
      for (Path directory : (Iterable<Path>) all.filter(this::isOwn).sorted()::iterator) {
        if (directory.startsWith(root.resolve(EMULATOR))) {
          continue;
        }
        if (Files.isDirectory(directory.resolve("dists"))) {
          found.addAll(suites(directory));
        } else if (hasIndex(directory) && !isWithinSuite(directory)) {
          found.add(flat(directory));
        }
      }
    }
    if (found.isEmpty() && hasPackage()) {
      found.add(flat(root));
    }
    if (found.isEmpty()) {
      throw new FaultException(
          ErrorCode.INVALID_CONFIGURATION,
          "cannot take packages from " + root,
          "it holds no repository (dists/, Packages) and no package (*.deb)",
          new Remedy.Advice("name the directory that has one, or an apt sources file"));
    }
    return found;
  }

  /**
   * Returns whether a path is a directory, and not a link unless it is the root: Debian's media
   * have a link {@code debian} to their own root.
   */
  private boolean isOwn(Path path) {
    return path.equals(root)
        ? Files.isDirectory(path)
        : Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
  }

  private boolean isWithinSuite(Path directory) {
    Path below = root.relativize(directory);
    for (Path name : below) {
      if (name.toString().equals("dists")) {
        return true;
      }
    }
    return false;
  }

  private static boolean hasIndex(Path directory) {
    return Stream.of("", ".gz", ".xz", ".zst")
        .anyMatch(suffix -> Files.isRegularFile(directory.resolve("Packages" + suffix)));
  }

  private boolean hasPackage() throws IOException {
    try (Stream<Path> all = Files.walk(root, DEEPEST)) {
      return all.anyMatch(file -> file.toString().endsWith(".deb"));
    }
  }

  private Repository flat(Path directory) {
    return repository(directory, "./", List.of());
  }

  /**
   * Returns the suites of a mirror: those of the distribution if there are some. A second name of a
   * suite is a link.
   */
  private List<Repository> suites(Path mirror) throws IOException {
    Set<Path> directories = new TreeSet<>();
    try (Stream<Path> all = Files.list(mirror.resolve("dists"))) {
      all.filter(path -> Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
          .forEach(directories::add);
    }
    List<Repository> own = new ArrayList<>();
    List<Repository> all = new ArrayList<>();
    for (Path directory : directories) {
      Set<String> components = components(directory);
      if (components.isEmpty()) {
        continue;
      }
      String suite = directory.getFileName().toString();
      Repository repository = repository(mirror, suite, List.copyOf(components));
      all.add(repository);
      if (isKnown(suite) || field(directory, "Codename").filter(this::isKnown).isPresent()) {
        own.add(repository);
      }
    }
    return own.isEmpty() ? all : own;
  }

  private boolean isKnown(String suite) {
    return known.stream().anyMatch(repository -> repository.suite().equals(suite));
  }

  /** Returns the components that have an index for the architecture. */
  private Set<String> components(Path suite) throws IOException {
    Set<String> named = new LinkedHashSet<>();
    field(suite, "Components").ifPresent(words -> named.addAll(List.of(words.split("\\s+"))));
    if (named.isEmpty()) {
      try (Stream<Path> all = Files.list(suite)) {
        all.filter(Files::isDirectory)
            .map(path -> path.getFileName().toString())
            .sorted()
            .forEach(named::add);
      }
    }
    return named.stream()
        .map(name -> name.substring(name.lastIndexOf('/') + 1))
        .filter(name -> !name.isEmpty() && !name.startsWith("."))
        .filter(
            name ->
                Stream.of(architecture, "all")
                    .anyMatch(
                        machine -> hasIndex(suite.resolve(name).resolve("binary-" + machine))))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static Optional<String> field(Path suite, String field) throws IOException {
    for (String name : List.of("InRelease", "Release")) {
      Path file = suite.resolve(name);
      if (Files.isRegularFile(file) && Files.size(file) <= LARGEST_RELEASE) {
        Optional<String> value = ControlData.find(Files.readAllBytes(file), field);
        if (value.isPresent()) {
          return value.map(String::strip).filter(text -> !text.isEmpty());
        }
      }
    }
    return Optional.empty();
  }

  private Repository repository(Path directory, String suite, List<String> components) {
    List<String> keyrings = List.copyOf(SourceKeyrings.distributions(known));
    ReleaseRules usual = ReleaseRules.DEFAULT;
    return new Repository(
        directory.toUri().toString(),
        suite,
        components,
        new Trust.Local("it is a directory of this machine that was named", keyrings),
        // A copy may be of any age.
        new ReleaseRules(false, false, usual.future(), false, usual.byHash(), Set.of()),
        Optional.empty());
  }
}
