package org.cmimage.sources.deb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.cmimage.sources.deb.repository.LocalRepository.stanza;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.PackageSources;
import org.cmimage.core.catalog.DistributionCatalog;
import org.cmimage.core.spi.PackageSystem;
import org.cmimage.core.spi.RecordedProgress;
import org.cmimage.core.survey.PackageSurvey;
import org.cmimage.core.survey.SurveyedName;
import org.cmimage.core.survey.SurveyedSuite;
import org.cmimage.core.survey.SurveyedTwin;
import org.cmimage.model.Architecture;
import org.cmimage.model.ComponentKind;
import org.cmimage.model.Distribution;
import org.cmimage.sources.deb.repository.LocalRepository;
import org.cmimage.sources.openpgp.SigningKey;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Surveys of signed repositories. */
class SurveyTest {
  private static final String HEAD =
      "Origin: Site\nSuite: site\nCodename: site\nVersion: 1\nArchitectures: amd64 arm64\n"
          + "Components: main\n";

  @TempDir static Path keys;
  private static SigningKey key;

  @TempDir Path directory;
  private LocalRepository repository;

  @BeforeAll
  static void makeKey() throws Exception {
    key = LocalRepository.newKey(keys.resolve("key"));
  }

  @BeforeEach
  void make() throws Exception {
    repository = new LocalRepository(directory.resolve("site"), key);
    repository.add(
        "dists/site",
        HEAD,
        Map.of(
            "main/binary-arm64/Packages",
            stanza("tool", "1.0", "Priority: important")
                + stanza("tool", "1.1", "Phased-Update-Percentage: 10")
                + stanza("mawk", "1.3-1", "Priority: required", "Provides: awk")
                + stanza("coreutils", "9.4-3ubuntu6.1")
                + stanza("grep", "3.11-4")
                + stanza("sed", "4.9-1+b1"),
            "main/binary-amd64/Packages",
            stanza("coreutils", "9.4-3ubuntu6", "Architecture: amd64")
                + stanza("sed", "4.9-1", "Architecture: amd64")));
  }

  private PackageSurvey survey(List<String> suites, String... names) throws Exception {
    StringBuilder sources = new StringBuilder();
    for (String suite : suites) {
      sources.append(
          "deb [signed-by=%s] %s %s main\n"
              .formatted(repository.keyring(), repository.uri(), suite));
    }
    Path list = Files.writeString(directory.resolve("site.list"), sources);
    ClusterLayout layout = ClusterLayout.below(directory);
    PackageSystem.Query query =
        new PackageSystem.Query(
            ComponentKind.SOFTWARE_IMAGE,
            DistributionCatalog.load(layout.distributions())
                .find(Distribution.parse("debian12"), Architecture.AARCH64),
            Architecture.AARCH64,
            new PackageSources(
                List.of(list.toString()), PackageSources.Additional.NONE, Optional.empty(), false),
            List.of(),
            List.of(names),
            List.of(),
            Optional.empty());
    return new DebPackageSystemProvider()
        .packages(layout)
        .survey(query, Architecture.X86_64, new RecordedProgress());
  }

  @Test
  void repositoriesAreReportedWithTheirKeysAndIndices() throws Exception {
    PackageSurvey survey = survey(List.of("site"));

    assertThat(survey.suites())
        .extracting(SurveyedSuite::architecture)
        .containsExactly(Architecture.AARCH64, Architecture.X86_64);
    SurveyedSuite suite = survey.suites().get(0);
    assertThat(suite.repository()).contains(repository.uri() + " site main");
    assertThat(suite.date()).contains(Instant.parse("2026-01-09T10:00:00Z"));
    assertThat(suite.signers())
        .singleElement()
        .satisfies(signer -> assertThat(signer).matches("[0-9A-F]{40}"));
    assertThat(suite.indices())
        .containsExactly(
            new SurveyedSuite.Index("Site site 1 (site)", "main", "arm64", 6, 1, 1, 1));
    assertThat(suite.notices()).isEmpty();
  }

  @Test
  void namesAreReportedWithAllVersionsOrTheirProviders() throws Exception {
    PackageSurvey survey = survey(List.of("site"), "tool", "awk", "nonesuch");

    assertThat(survey.names())
        .extracting(SurveyedName::name)
        .containsExactly("tool", "awk", "nonesuch");
    assertThat(survey.names().get(0).versions())
        .containsExactly(
            new SurveyedName.Version("1.0", "arm64", "site/main", 10, 100),
            new SurveyedName.Version("1.1", "arm64", "site/main", 10, 10));
    assertThat(survey.names().get(1))
        .isEqualTo(new SurveyedName("awk", List.of(), List.of("mawk")));
    assertThat(survey.names().get(2)).isEqualTo(new SurveyedName("nonesuch", List.of(), List.of()));
  }

  /** A binary rebuild is as good; an upload of another version is not. */
  @Test
  void twinsOfOtherVersionsAreReported() throws Exception {
    assertThat(survey(List.of("site")).twins())
        .containsExactlyInAnyOrder(
            new SurveyedTwin("coreutils", "9.4-3ubuntu6.1", List.of("9.4-3ubuntu6"), false),
            new SurveyedTwin("sed", "4.9-1+b1", List.of("4.9-1"), true),
            new SurveyedTwin("grep", "3.11-4", List.of(), false),
            new SurveyedTwin("mawk", "1.3-1", List.of(), false));
  }

  @Test
  void aRepositoryThatCannotBeReadIsReportedAndTheOthersAreRead() throws Exception {
    PackageSurvey survey = survey(List.of("absent", "site"), "tool");

    assertThat(survey.suites()).hasSize(4);
    assertThat(survey.suites().get(0).notices())
        .singleElement()
        .satisfies(
            notice -> assertThat(notice).contains("dists/absent/", "the mirror has no such suite"));
    assertThat(survey.names().get(0).versions()).hasSize(2);
  }

  @Test
  void aForgedSignatureIsReported() throws Exception {
    Path release = directory.resolve("site/dists/site/InRelease");
    String text = Files.readString(release);
    forge(release, text);

    PackageSurvey survey = survey(List.of("site"), "tool");

    assertThat(survey.suites().get(0).signers()).isEmpty();
    assertThat(survey.suites().get(0).notices())
        .singleElement()
        .satisfies(notice -> assertThat(notice).contains("cannot trust"));
    assertThat(survey.names().get(0).versions()).isEmpty();
  }

  private static void forge(Path release, String text) throws IOException {
    Files.writeString(release, text.replace("Origin: Site", "Origin: Else"));
  }
}
