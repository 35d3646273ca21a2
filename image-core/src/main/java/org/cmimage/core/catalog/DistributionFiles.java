package org.cmimage.core.catalog;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.cmimage.core.yaml.YamlFile;
import org.cmimage.core.yaml.YamlSection;
import org.cmimage.model.Distribution;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * The catalog's files: those that come with cm-image and those of an administrator's directory,
 * which have priority. Reads a file on request, with those it inherits.
 */
final class DistributionFiles {
  /**
   * The names of the built-in files; a jar cannot be listed. A test compares them with the
   * resources.
   */
  static final ImmutableList<String> BUILT_IN =
      ImmutableList.of(
          "debian",
          "debian11",
          "debian12",
          "debian13",
          "ubuntu",
          "ubuntu2004",
          "ubuntu2204",
          "ubuntu2404",
          "ubuntu2604");

  private static final String SUFFIX = ".yaml";
  private static final String INHERITS = "inherits";
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,39}");

  private final Path directory;

  DistributionFiles(Path directory) {
    this.directory = directory;
  }

  /** Returns the names of the distributions that have a file, sorted. */
  ImmutableSortedSet<String> distributions() throws IOException {
    return names().stream()
        .filter(DistributionFiles::isDistribution)
        .collect(ImmutableSortedSet.toImmutableSortedSet(String::compareTo));
  }

  /**
   * Returns a distribution's file with all it inherits, without the key {@code inherits}; empty
   * where there is none.
   */
  Optional<MappingNode> read(Distribution distribution) throws IOException {
    Optional<Source> source = find(distribution.id(), Set.of());
    return source.isEmpty()
        ? Optional.empty()
        : Optional.of(read(source.get(), new LinkedHashSet<>()));
  }

  private MappingNode read(Source source, Set<Source> chain) throws IOException {
    chain.add(source);
    MappingNode own = source.read();
    NodeTuple inherits = YamlFile.tuples(own).get(INHERITS);
    if (inherits == null) {
      return own;
    }
    if (!(inherits.getValueNode() instanceof ScalarNode parent)) {
      throw YamlFile.fault(
          YamlFile.place(inherits.getValueNode()), "expected the name of a file for inherits");
    }
    own.getValue().remove(inherits);
    return YamlFile.overlay(read(parent(parent, chain), chain), own);
  }

  /**
   * Returns the file that is inherited by name. A file that is being read already is skipped: so an
   * administrator's debian12.yaml can inherit the built-in debian12.
   */
  private Source parent(ScalarNode name, Set<Source> chain) throws IOException {
    Optional<Source> parent = find(name.getValue(), chain);
    if (parent.isPresent()) {
      return parent.get();
    }
    boolean loop = find(name.getValue(), Set.of()).isPresent();
    String fact =
        loop
            ? "\"" + name.getValue() + "\" inherits itself"
            : "inherits \""
                + name.getValue()
                + "\", which does not exist"
                + YamlSection.meant(name.getValue(), names());
    throw YamlFile.fault(YamlFile.place(name), fact);
  }

  private Optional<Source> find(String name, Set<Source> without) {
    if (!NAME.matcher(name).matches()) {
      return Optional.empty();
    }
    Source own = new Source(Optional.of(directory.resolve(name + SUFFIX)), name);
    if (Files.exists(directory.resolve(name + SUFFIX)) && !without.contains(own)) {
      return Optional.of(own);
    }
    Source builtIn = new Source(Optional.empty(), name);
    return BUILT_IN.contains(name) && !without.contains(builtIn)
        ? Optional.of(builtIn)
        : Optional.empty();
  }

  private Set<String> names() throws IOException {
    Set<String> names = new TreeSet<>(BUILT_IN);
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.{yaml,yml}")) {
      for (Path file : files) {
        String fileName = file.getFileName().toString();
        String name = fileName.replaceFirst("\\.ya?ml$", "");
        if (!fileName.endsWith(SUFFIX) || !NAME.matcher(name).matches()) {
          throw YamlFile.fault(
              file.toString(),
              "it would never be used; expected a name like debian12.yaml, in lower case");
        }
        names.add(name);
      }
    } catch (NoSuchFileException | NotDirectoryException e) {
      return names;
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return names;
  }

  private static boolean isDistribution(String name) {
    try {
      return new Distribution(name).id().equals(name);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** A file: an administrator's, or the built-in one of a name. */
  private record Source(Optional<Path> file, String name) {
    MappingNode read() throws IOException {
      if (file.isPresent() && !Files.isRegularFile(file.get())) {
        throw YamlFile.fault(file.get().toString(), "it is not a regular file");
      }
      try (InputStream in = open()) {
        return YamlFile.read(in, file.map(Path::toString).orElse("built-in " + name + SUFFIX));
      }
    }

    private InputStream open() throws IOException {
      if (file.isPresent()) {
        return Files.newInputStream(file.get());
      }
      String resource = "distros/" + name + SUFFIX;
      InputStream in = DistributionFiles.class.getResourceAsStream(resource);
      if (in == null) {
        throw new IllegalStateException("resource is missing: " + resource);
      }
      return in;
    }
  }
}
