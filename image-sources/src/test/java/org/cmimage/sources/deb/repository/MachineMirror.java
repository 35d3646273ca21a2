package org.cmimage.sources.deb.repository;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.cmimage.core.catalog.Repository;
import org.cmimage.core.format.deb822.ControlReader;
import org.cmimage.core.format.deb822.ControlStanza;
import org.cmimage.sources.deb.control.ControlData;
import org.junit.jupiter.api.Assumptions;

/**
 * The mirror of Debian that this machine's own apt uses; tests that need a real one use no other.
 */
public final class MachineMirror {
  private static final Path KEYRING = Path.of("/usr/share/keyrings/debian-archive-keyring.gpg");

  private MachineMirror() {}

  /**
   * Returns the repositories of a release: its main archive, updates and security. Aborts the test
   * if the machine has no such mirror.
   */
  public static List<Repository> repositories(String codename) throws IOException {
    Assumptions.assumeTrue(
        Files.isReadable(KEYRING), "this machine has no keyring of Debian's archive");
    String debian = base("/debian");
    String security = base("/debian-security");
    List<String> keyring = List.of(KEYRING.toString());
    return List.of(
        new Repository(debian, codename, List.of("main"), keyring, true),
        new Repository(debian, codename + "-updates", List.of("main"), keyring, true),
        new Repository(security, codename + "-security", List.of("main"), keyring, true));
  }

  private static String base(String path) throws IOException {
    Optional<String> uri = Optional.empty();
    Path directory = Path.of("/etc/apt/sources.list.d");
    if (Files.isDirectory(directory)) {
      try (Stream<Path> files = Files.list(directory)) {
        for (Path file : files.filter(f -> f.toString().endsWith(".sources")).sorted().toList()) {
          uri = uri.or(() -> find(file, path));
        }
      }
    }
    Assumptions.assumeTrue(
        uri.isPresent(), "this machine's apt sources name no mirror that ends in " + path);
    return uri.orElseThrow();
  }

  private static Optional<String> find(Path file, String path) {
    try (ControlReader reader =
        ControlData.reader(Files.newInputStream(file), file.toString(), List.of())) {
      for (Optional<ControlStanza> stanza = reader.next();
          stanza.isPresent();
          stanza = reader.next()) {
        String uri = stanza.get().get("URIs").orElse("").replaceFirst("/+$", "");
        if (uri.endsWith(path)) {
          return Optional.of(uri);
        }
      }
    } catch (IOException e) {
      return Optional.empty();
    }
    return Optional.empty();
  }
}
