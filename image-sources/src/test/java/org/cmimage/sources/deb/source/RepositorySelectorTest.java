package org.cmimage.sources.deb.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.ErrorCode;
import org.cmimage.core.catalog.DistributionCatalog;
import org.cmimage.core.catalog.DistributionSpec;
import org.cmimage.core.catalog.Keyrings;
import org.cmimage.core.catalog.ReleaseRules;
import org.cmimage.core.catalog.Repository;
import org.cmimage.core.spi.FaultException;
import org.cmimage.model.Architecture;
import org.cmimage.model.Distribution;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RepositorySelectorTest {
  private static final ReleaseRules AS_WRITTEN =
      new ReleaseRules(
          true, true, Duration.ofMinutes(10), false, ReleaseRules.ByHash.AS_OFFERED, Set.of());

  private static final byte[] KEY = {(byte) 0x99, 2, 13, 4, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10};

  @TempDir Path directory;
  private Path apt;
  private ClusterLayout layout;
  private DistributionCatalog catalog;

  @BeforeEach
  void setUp() throws IOException {
    apt = directory.resolve("apt");
    Files.createDirectories(apt.resolve("sources.list.d"));
    layout = ClusterLayout.below(directory.resolve("cluster"));
    catalog = DistributionCatalog.load(layout.distributions());
  }

  @Test
  void withoutSourcesOnTheHeadNodeTheCatalogDecides() throws IOException {
    RepositorySelection selection = select("debian12", Architecture.AARCH64);

    assertThat(selection.repositories())
        .extracting(RepositorySelection.Located::repository)
        .isEqualTo(spec("debian12").repositories().get(Architecture.AARCH64));
    assertThat(selection.repositories())
        .extracting(RepositorySelection.Located::origin)
        .containsOnly("the catalog");
    assertThat(selection.notices()).isEmpty();
  }

  @Test
  void aDebianHeadNodeLendsItsMirrorsToEveryRelease() throws IOException {
    Path file =
        head(
            "sources.list.d/debian.sources",
            "Types: deb",
            "URIs: https://mirror.example.org/debian/",
            "Suites: bookworm bookworm-updates",
            "Components: main",
            "",
            "Types: deb",
            "URIs: https://mirror.example.org/debian-security",
            "Suites: bookworm-security",
            "Components: main");
    head(
        "sources.list.d/node.sources",
        "Types: deb",
        "URIs: https://node.example.org/x",
        "Suites: nodistro",
        "Components: main");

    assertThat(select("debian13", Architecture.AARCH64).repositories())
        .extracting(
            l -> l.repository().uri(),
            l -> l.repository().suite(),
            RepositorySelection.Located::origin)
        .containsExactly(
            tuple("https://mirror.example.org/debian", "trixie", file + ", line 1"),
            tuple("https://mirror.example.org/debian", "trixie-updates", file + ", line 1"),
            tuple(
                "https://mirror.example.org/debian-security",
                "trixie-security",
                file + ", line 6"));
    assertThat(select("debian11", Architecture.X86_64).repositories())
        .allSatisfy(
            located -> {
              assertThat(located.repository().uri()).startsWith("https://mirror.example.org/");
              assertThat(located.repository().rules().validUntil()).isFalse();
              assertThat(located.repository().keyrings())
                  .containsExactly("debian-archive-keyring.gpg");
            });
    assertThat(select("ubuntu2404", Architecture.X86_64).repositories())
        .extracting(RepositorySelection.Located::origin)
        .containsOnly("the catalog");
  }

  @Test
  void anUbuntuHeadNodeKeepsItsArchiveApartFromThePorts() throws IOException {
    head("sources.list", "deb http://mirror.example.org/ubuntu noble main universe");

    assertThat(select("ubuntu2204", Architecture.X86_64).repositories())
        .extracting(l -> l.repository().uri())
        .containsExactly(
            "http://mirror.example.org/ubuntu",
            "http://mirror.example.org/ubuntu",
            "http://security.ubuntu.com/ubuntu");
    assertThat(select("ubuntu2204", Architecture.AARCH64).repositories())
        .extracting(l -> l.repository().uri())
        .containsOnly("http://ports.ubuntu.com/ubuntu-ports");

    head("sources.list", "deb [arch=arm64] http://mirror.example.org/ports noble main");

    assertThat(select("ubuntu2204", Architecture.AARCH64).repositories())
        .extracting(l -> l.repository().uri())
        .containsOnly("http://mirror.example.org/ports");
  }

  @Test
  void whatCannotBeFetchedOrReadIsNotLent() throws IOException {
    head(
        "sources.list",
        "deb cdrom:[Debian 12]/ bookworm main",
        "deb mirror+file:/etc/apt/mirrors bookworm main");
    head("sources.list.d/broken.list", "deb http://mirror.example.org/debian");

    RepositorySelection selection = select("debian12", Architecture.X86_64);

    assertThat(selection.repositories())
        .extracting(RepositorySelection.Located::origin)
        .containsOnly("the catalog");
    assertThat(selection.notices())
        .singleElement()
        .asString()
        .contains("broken.list, line 1")
        .contains("not used");
  }

  @Test
  void whatTheHeadNodeSaysAboutItsMirrorGoesWithIt() throws IOException {
    head(
        "sources.list",
        "deb [check-valid-until=no trusted=yes] http://snapshot.example.org/debian bookworm main");

    RepositorySelection selection = select("debian13", Architecture.X86_64);

    assertThat(selection.repositories())
        .extracting(l -> l.repository().rules().validUntil())
        .containsExactly(false, false, true);
    assertThat(selection.notices())
        .singleElement()
        .asString()
        .contains("sources.list, line 1")
        .contains("signatures are checked");
  }

  @Test
  void aSourcesFileReplacesEverything() throws IOException {
    head("sources.list", "deb http://mirror.example.org/debian bookworm main");
    Path file =
        Files.writeString(
            directory.resolve("repos"),
            """
            deb [trusted=yes signed-by=/keys/local.asc] http://local.example.org/debian/$(ARCH) stable main
            deb [arch=amd64] http://other.example.org/debian bookworm main
            deb http://third.example.org/debian bookworm-security main contrib
            """);

    RepositorySelection selection = select("debian12", Architecture.AARCH64, file.toString());

    assertThat(selection.repositories())
        .containsExactly(
            new RepositorySelection.Located(
                new Repository(
                    "http://local.example.org/debian/arm64",
                    "stable",
                    List.of("main"),
                    List.of("/keys/local.asc"),
                    AS_WRITTEN),
                file + ", line 1"),
            new RepositorySelection.Located(
                new Repository(
                    "http://third.example.org/debian",
                    "bookworm-security",
                    List.of("main", "contrib"),
                    List.of("debian-archive-keyring.gpg"),
                    AS_WRITTEN),
                file + ", line 3"));
    assertThat(selection.notices())
        .singleElement()
        .asString()
        .contains("repos, line 1")
        .contains("signatures are checked");
  }

  @Test
  void aKeyInASourcesFileBecomesAKeyring() throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("repos"),
            "Types: deb\n"
                + "URIs: file:/srv/debian\n"
                + "Suites: stable stable-updates\n"
                + "Components: main\n"
                + "Signed-By:\n"
                + " -----BEGIN PGP PUBLIC KEY BLOCK-----\n"
                + " .\n"
                + " "
                + Base64.getEncoder().encodeToString(KEY)
                + "\n -----END PGP PUBLIC KEY BLOCK-----\n");

    List<RepositorySelection.Located> repositories =
        select("debian12", Architecture.X86_64, file.toString()).repositories();

    assertThat(repositories).hasSize(2);
    assertThat(repositories)
        .allSatisfy(
            located ->
                assertThat(Path.of(located.repository().keyrings().get(0)))
                    .isAbsolute()
                    .hasBinaryContent(KEY));
  }

  @Test
  void aSourcesFileThatCannotServeIsRefused() throws IOException {
    record Case(String text, String fact) {}
    for (Case c :
        List.of(
            new Case("deb [arch=amd64] http://a/ s c", "no source of packages for arm64"),
            new Case("deb ftp://a/ s c", "cannot fetch from \"ftp://a/\""),
            new Case("deb http://a/", "expected a URI and a suite"))) {
      Path file =
          Files.write(directory.resolve("repos.list"), c.text().getBytes(StandardCharsets.UTF_8));

      FaultException e =
          catchThrowableOfType(
              FaultException.class,
              () -> select("debian12", Architecture.AARCH64, file.toString()));

      assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CONFIGURATION);
      assertThat(e).hasMessageContaining("repos.list").hasMessageContaining(c.fact());
    }
  }

  private RepositorySelection select(String distribution, Architecture architecture)
      throws IOException {
    return selector().select(spec(distribution), architecture, Optional.empty());
  }

  private RepositorySelection select(String distribution, Architecture architecture, String file)
      throws IOException {
    return selector().select(spec(distribution), architecture, Optional.of(file));
  }

  private RepositorySelector selector() {
    return new RepositorySelector(
        catalog, new Keyrings(layout), new HeadNode(apt, Architecture.X86_64));
  }

  private DistributionSpec spec(String distribution) throws IOException {
    return catalog.find(new Distribution(distribution));
  }

  private Path head(String name, String... lines) throws IOException {
    return Files.write(apt.resolve(name), List.of(lines));
  }
}
