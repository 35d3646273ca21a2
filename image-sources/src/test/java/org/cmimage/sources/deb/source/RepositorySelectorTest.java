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
import java.util.Locale;
import java.util.Set;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.PackageSources;
import org.cmimage.core.catalog.DistributionCatalog;
import org.cmimage.core.catalog.DistributionSpec;
import org.cmimage.core.catalog.Keyrings;
import org.cmimage.core.catalog.Login;
import org.cmimage.core.catalog.ReleaseRules;
import org.cmimage.core.catalog.Repository;
import org.cmimage.core.catalog.Trust;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
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

  @Test
  void aFingerprintIsLookedForInAllTrustedKeyrings() throws IOException {
    Path parts = Files.createDirectories(apt.resolve("trusted.gpg.d"));
    Files.write(parts.resolve("site.gpg"), KEY);
    Files.writeString(parts.resolve("broken.gpg"), "no keyring at all");
    String fingerprint = "0123456789abcdef0123456789ABCDEF01234567";
    Path file =
        Files.writeString(
            directory.resolve("a.list"),
            "deb [signed-by=%s!,%s] http://a.example.org/ s c\n"
                .formatted(fingerprint, fingerprint.replace('0', '1')));
    Repository repository =
        select("debian12", Architecture.AARCH64, file.toString())
            .repositories()
            .get(0)
            .repository();
    assertThat(repository.rules().signers())
        .containsExactly(
            fingerprint.toUpperCase(Locale.ROOT) + "!",
            fingerprint.replace('0', '1').toUpperCase(Locale.ROOT));
    assertThat(repository.keyrings())
        .contains("debian-archive-keyring.gpg", parts.resolve("site.gpg").toString())
        .noneMatch(name -> name.contains("broken"));
  }

  @Test
  void severalKeyringsAndAFingerprintOfThem() throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("a.list"),
            "deb [signed-by=/k/a.gpg,/k/b.asc,%s] http://a.example.org/ s c\n"
                .formatted("A".repeat(40)));
    Repository repository =
        select("debian12", Architecture.AARCH64, file.toString())
            .repositories()
            .get(0)
            .repository();
    assertThat(repository.keyrings()).containsExactly("/k/a.gpg", "/k/b.asc");
    assertThat(repository.rules().signers()).containsExactly("A".repeat(40));
  }

  @Test
  void discsAreLeftOutAndListsOfMirrorsAreRead() throws IOException {
    Path mirrors =
        Files.writeString(
            directory.resolve("mirrors.list"),
            "# ours\nhttp://slow.example.org/debian\tpriority:9\n"
                + "http://amd.example.org/debian priority:1 arch:amd64\n"
                + "http://bob:x@fast.example.org/debian/\tpriority:2\ttype:deb\n");
    Path file =
        Files.writeString(
            directory.resolve("a.list"),
            "deb cdrom:[Debian 12]/ bookworm main\ndeb mirror+file:%s s c\ndeb copy:/srv/d s c\n"
                .formatted(mirrors));
    RepositorySelection selection = select("debian12", Architecture.AARCH64, file.toString());
    assertThat(selection.repositories())
        .extracting(located -> located.repository().uri())
        .containsExactly("http://fast.example.org/debian", "file:/srv/d");
    assertThat(selection.notices())
        .anySatisfy(n -> assertThat(n).contains("cdrom:", "left out"))
        .anySatisfy(n -> assertThat(n).contains("http://fast.example.org/debian/ is used"))
        .noneMatch(n -> n.contains("bob"));
  }

  @Test
  void aHeadNodesListOfMirrorsIsLent() throws IOException {
    Path mirrors =
        Files.writeString(directory.resolve("mirrors.list"), "http://near.example.org/debian\n");
    head("sources.list", "deb mirror+file:" + mirrors + " bookworm main");
    assertThat(select("debian12", Architecture.X86_64).repositories().get(0).repository().uri())
        .isEqualTo("http://near.example.org/debian");
  }

  @Test
  void aHeadNodesPasswordIsLentAndNotShown() throws IOException {
    head("sources.list", "deb http://bob:s%40cret@near.example.org/debian bookworm main");
    RepositorySelection selection = select("debian12", Architecture.X86_64);
    assertThat(selection.toString()).doesNotContain("cret");
    assertThat(selection.repositories().get(0).repository().login())
        .contains(new Login("bob", "s@cret"));
  }

  @Test
  void passwordsAreNotInWhatIsWrongWithAFile() throws IOException {
    for (String text :
        List.of(
            "deb gopher://bob:s%40cret@h/ s c",
            "deb http://bob:s%40cret@h/",
            "Types: deb\nhttp //bob:s%40cret@h/: x",
            "Types: deb\nURIs http://bob:s%40cret@h/")) {
      Path file = Files.writeString(directory.resolve("repos"), text);
      assertThat(
              catchThrowableOfType(
                  FaultException.class,
                  () -> select("debian12", Architecture.AARCH64, file.toString())))
          .isNotNull()
          .hasMessageNotContaining("http://bob")
          .hasMessageNotContaining("gopher://bob");
    }
  }

  @Test
  void whatIsNotHonouredIsTold() throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("a.sources"),
            """
            Types: deb
            URIs: http://a.example.org/
            Suites: s
            Components: c
            Snapshot: 20250101T000000Z
            Valid-Until-Max: 3600
            Check-Date: no
            Date-Max-Future: 86400
            By-Hash: force
            Languages: none
            Targets: Packages
            PDiffs: no
            X-Repolib-Name: A
            """);
    RepositorySelection selection = select("debian12", Architecture.AARCH64, file.toString());
    assertThat(selection.notices())
        .hasSize(2)
        .anySatisfy(n -> assertThat(n).contains("Snapshot"))
        .anySatisfy(n -> assertThat(n).contains("Valid-Until-Max"));
    ReleaseRules rules = selection.repositories().get(0).repository().rules();
    assertThat(rules.date()).isFalse();
    assertThat(rules.future()).isEqualTo(Duration.ofDays(1));
    assertThat(rules.byHash()).isEqualTo(ReleaseRules.ByHash.ALWAYS);
  }

  /** apt trusts a directory of this machine; what comes over a network is verified. */
  @Test
  void trustedCountsForDirectoriesOfThisMachine() throws IOException {
    Path file = directory.resolve("local.list");
    Files.writeString(
        file,
        """
        deb [trusted=yes] file:/srv/packages ./
        deb [trusted=yes] copy:/srv/more ./
        deb [trusted=yes] http://local.example.org/debian stable main
        """);

    RepositorySelection selection = select("debian12", Architecture.AARCH64, file.toString());

    assertThat(selection.repositories())
        .extracting(located -> located.repository().trust())
        .satisfiesExactly(
            first ->
                assertThat(first)
                    .isEqualTo(new Trust.Local(file + ", line 1 says trusted", List.of())),
            second -> assertThat(second).isInstanceOf(Trust.Local.class),
            third -> assertThat(third).isInstanceOf(Trust.Signed.class));
    assertThat(selection.notices()).singleElement().asString().contains("line 3 says trusted");
  }

  @Test
  void yumSectionsAreTranslated() throws IOException {
    Path file = directory.resolve("local.repo");
    Files.writeString(
        file,
        """
        [dist-packages-ubuntu2404-aarch64]
        name=dist
        baseurl=file:///mnt/data/packages/dist
        enabled=1
        gpgcheck=0

        [cm-packages]
        baseurl = http://head/arm-iso/data/packages/11.0
        """);

    FaultException fault =
        catchThrowableOfType(
            FaultException.class, () -> select("debian12", Architecture.AARCH64, file.toString()));

    assertThat(fault).hasMessageContaining("sections of yum");
    assertThat(fault.remedy().toString())
        .contains(
            "deb [trusted=yes] file:///mnt/data/packages/dist ./ and"
                + " deb http://head/arm-iso/data/packages/11.0 ./");
  }

  private RepositorySelection select(String distribution, Architecture architecture)
      throws IOException {
    return selector().select(spec(distribution), architecture, PackageSources.DEFAULT);
  }

  private RepositorySelection select(String distribution, Architecture architecture, String file)
      throws IOException {
    return selector()
        .select(spec(distribution), architecture, PackageSources.DEFAULT.withBase(List.of(file)));
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
