package org.cmimage.sources.deb.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.util.List;
import org.cmimage.core.catalog.Repository;
import org.cmimage.core.catalog.Trust;
import org.cmimage.core.fault.FaultException;
import org.cmimage.sources.deb.source.RepositorySelection.Located;
import org.cmimage.sources.http.MirrorServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RemoteDirectoryTest {
  private static final List<Repository> KNOWN =
      List.of(known("bookworm"), known("bookworm-updates"));

  private MirrorServer server;

  @BeforeEach
  void start() throws IOException {
    server = new MirrorServer();
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  /** As where a medium's packages are on a web server: http://HEAD/x86-iso/data/packages/dist. */
  @Test
  void aFlatRepositoryIsFound() throws IOException {
    server.put("/data/packages/dist/InRelease", new byte[0]);

    Located found = find("/data/packages/dist/").get(0);

    assertThat(found.repository().isFlat()).isTrue();
    assertThat(found.repository().uri()).isEqualTo(server.uri("/data/packages/dist").toString());
    assertThat(found.repository().trust()).isEqualTo(new Trust.Signed(List.of("debian.gpg")));
  }

  @Test
  void ofAMirrorTheSuitesThatItHasAreTaken() throws IOException {
    server.put("/debian/dists/bookworm/Release", new byte[0]);

    assertThat(find("/debian/"))
        .extracting(located -> located.repository().suite())
        .containsExactly("bookworm");
  }

  @Test
  void aDirectoryWithoutRepositoriesIsRefused() {
    FaultException fault = catchThrowableOfType(FaultException.class, () -> find("/empty/"));
    assertThat(fault)
        .hasMessageContaining("neither a Release file nor one of the suites bookworm, bookworm-up");
  }

  private List<Located> find(String path) throws IOException {
    return new RemoteDirectory(server.uri(path).toString(), KNOWN).find().repositories();
  }

  private static Repository known(String suite) {
    return new Repository(
        "http://ftp.example.org/debian", suite, List.of("main"), List.of("debian.gpg"), true);
  }
}
