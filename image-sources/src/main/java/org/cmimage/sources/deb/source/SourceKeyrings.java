package org.cmimage.sources.deb.source;

import com.google.common.collect.ImmutableSet;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.cmimage.core.catalog.Keyrings;
import org.cmimage.core.catalog.Repository;
import org.cmimage.core.fault.FaultException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The accepted signers of a source: the distribution's keys unless {@code Signed-By} is set. A
 * fingerprint alone is searched in all keyrings that were installed here on purpose: the
 * distribution's, the administrator's, and those that the head node's apt trusts.
 */
final class SourceKeyrings {
  private static final Logger LOG = LoggerFactory.getLogger(SourceKeyrings.class);
  private static final int MAX_FILES = 200;

  private final Keyrings keyrings;
  private final Path apt;

  SourceKeyrings(Keyrings keyrings, Path apt) {
    this.keyrings = keyrings;
    this.apt = apt;
  }

  /**
   * Keyrings, and the accepted keys in them.
   *
   * @param names of keyrings, or absolute paths
   * @param signers fingerprints; empty for all keys
   */
  record Keys(List<String> names, Set<String> signers) {
    Keys {
      names = List.copyOf(names);
      signers = ImmutableSet.copyOf(signers);
    }
  }

  /**
   * Returns the keys that a source trusts, if {@code known} are the distribution's repositories.
   */
  Keys of(AptSource source, List<Repository> known) throws IOException {
    Optional<AptSource.SignedBy> signedBy = source.signedBy();
    if (signedBy.isEmpty()) {
      return new Keys(List.copyOf(distributions(known)), Set.of());
    }
    if (signedBy.get() instanceof AptSource.SignedBy.Key key) {
      Path kept = keyrings.keep(key.armor().getBytes(StandardCharsets.UTF_8));
      return new Keys(List.of(kept.toString()), Set.of());
    }
    AptSource.SignedBy.Keyrings named = (AptSource.SignedBy.Keyrings) signedBy.get();
    return named.files().isEmpty()
        ? new Keys(List.copyOf(everybodys(known)), named.fingerprints())
        : new Keys(named.files(), named.fingerprints());
  }

  /** Returns the keyrings of the distribution, whose repositories are {@code known}. */
  static Set<String> distributions(List<Repository> known) {
    Set<String> names = new LinkedHashSet<>();
    known.forEach(repository -> names.addAll(repository.keyrings()));
    return names;
  }

  private Set<String> everybodys(List<Repository> known) throws IOException {
    Set<String> names = distributions(known);
    keyrings.all().forEach(file -> names.add(file.toString()));
    Set<Path> trusted = new TreeSet<>();
    Path parts = apt.resolve("trusted.gpg.d");
    if (Files.isDirectory(parts)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(parts, "*.{gpg,asc}")) {
        files.forEach(trusted::add);
      } catch (DirectoryIteratorException e) {
        throw e.getCause();
      }
    }
    trusted.add(apt.resolve("trusted.gpg"));
    for (Path file : trusted.stream().filter(Files::isRegularFile).limit(MAX_FILES).toList()) {
      if (isKeyring(file)) {
        names.add(file.toAbsolutePath().toString());
      }
    }
    return names;
  }

  /** Returns whether a file is a keyring; apt ignores other files as well. */
  private boolean isKeyring(Path file) throws IOException {
    List<String> faults = new ArrayList<>();
    try {
      keyrings.locate(file.toAbsolutePath().toString());
    } catch (FaultException e) {
      faults.add(e.getMessage());
      LOG.debug("{} is passed over: {}", file, e.getMessage());
    }
    return faults.isEmpty();
  }
}
