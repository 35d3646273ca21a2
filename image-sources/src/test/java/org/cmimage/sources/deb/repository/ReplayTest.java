package org.cmimage.sources.deb.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.cmimage.sources.deb.repository.LocalRepository.stanza;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.cmimage.core.catalog.ReleaseRules;
import org.cmimage.core.catalog.Repository;
import org.cmimage.core.catalog.Trust;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.sources.openpgp.SigningKey;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Old indices with valid signatures. */
class ReplayTest {
  private static final String OLD = "Fri, 2 Jan 2026 10:00:00 UTC";
  private static final String NEW = "Fri, 9 Jan 2026 10:00:00 UTC";

  @TempDir static Path keys;
  private static SigningKey key;

  @TempDir Path directory;
  private LocalRepository one;
  private LocalRepository other;

  @BeforeAll
  static void makeKey() throws Exception {
    key = LocalRepository.newKey(keys.resolve("key"));
  }

  @BeforeEach
  void open() {
    one = new LocalRepository(directory.resolve("one"), key);
    other = new LocalRepository(directory.resolve("other"), key);
  }

  @Test
  void anAddressDoesNotGoBack() throws Exception {
    make(one, OLD, "arm64");
    read(main(one));
    make(one, "Fri, 2 Jan 2026 10:00:01 UTC", "arm64");
    read(main(one));
    make(one, OLD, "arm64");

    FaultException failure = refusal(main(one));

    assertThat(failure.code()).isEqualTo(ErrorCode.INDEX_EXPIRED);
    assertThat(failure)
        .hasMessageContainingAll(
            "one/dists/site/InRelease: it was made on 2026-01-02T10:00:00Z",
            "2026-01-02T10:00:01Z was seen at file:" + directory.resolve("one"));
  }

  @Test
  void aMirrorMayBeBehindAnotherByAMatterOfDays() throws Exception {
    make(one, NEW, "arm64");
    make(other, "Wed, 7 Jan 2026 10:00:00 UTC", "arm64");
    read(main(one));
    read(main(other));
    make(other, "Wed, 7 Jan 2026 10:00:01 UTC", "arm64");
    read(main(other));

    LocalRepository third = new LocalRepository(directory.resolve("third"), key);
    make(third, OLD, "arm64");
    assertThat(refusal(main(third)))
        .hasMessageContaining("was seen at file:" + directory.resolve("one"));
  }

  @Test
  void otherSuitesAndArchitecturesHaveTheirOwnTime() throws Exception {
    make(one, NEW, "amd64 arm64");
    make(other, OLD, "arm64 riscv64");
    read(main(one));
    read(main(other));
  }

  /** The pockets of Ubuntu have the same code name, and that of the release is as old as it. */
  @Test
  void pocketsOfOneReleaseHaveTheirOwnTimes() throws Exception {
    for (String date : List.of(NEW, "Fri, 9 Jan 2026 11:00:00 UTC")) {
      makePocket("site", OLD);
      makePocket("site-updates", date);
      assertThat(
              LocalRepository.read(cache(), main(one), one.repository("site-updates", "main"))
                  .packages())
          .hasSize(2);
    }
    makePocket("site-updates", OLD);

    assertThat(refusal(one.repository("site-updates", "main")).code())
        .isEqualTo(ErrorCode.INDEX_EXPIRED);
  }

  private void makePocket(String suite, String date) throws Exception {
    one.add(
        "dists/" + suite,
        "Origin: Ubuntu\nSuite: %s\nCodename: site\nArchitectures: arm64\nComponents: main\nDate: %s\n"
            .formatted(suite, date),
        Map.of("main/binary-arm64/Packages", stanza("a", "1")),
        "SHA256");
  }

  @Test
  void whoWantsOldPackagesSaysSo() throws Exception {
    make(one, NEW, "arm64");
    make(other, OLD, "arm64");
    read(main(one));
    assertThat(refusal(main(other)).remedy())
        .isInstanceOfSatisfying(
            Remedy.Advice.class,
            advice -> assertThat(advice.text()).contains("check-valid-until to no"));

    read(
        new Repository(
            other.uri(),
            "site",
            List.of("main"),
            List.of(other.keyring().toString()),
            ReleaseRules.DEFAULT.withValidUntil(false)));
    read(
        new Repository(
            other.uri(),
            "site",
            List.of("main"),
            new Trust.Local("the user says so", List.of(other.keyring().toString())),
            ReleaseRules.DEFAULT,
            java.util.Optional.empty()));
    assertThat(refusal(main(other))).isNotNull();
  }

  @Test
  void whatWasSeenCanBeForgottenAndDamaged() throws Exception {
    make(one, NEW, "arm64");
    read(main(one));
    make(one, OLD, "arm64");
    Path history = cache().resolve("releases");
    try (Stream<Path> files = Files.list(history)) {
      for (Path file : files.toList()) {
        Files.writeString(file, "2026-01 \n\nx");
      }
    }
    read(main(one));
  }

  private static void make(LocalRepository repository, String date, String architectures)
      throws IOException, InterruptedException {
    repository.add(
        "dists/site",
        "Origin: Site\nSuite: site\nArchitectures: %s\nComponents: main\nDate: %s\n"
            .formatted(architectures, date),
        Map.of("main/binary-arm64/Packages", stanza("a", "1")),
        "SHA256");
  }

  private static Repository main(LocalRepository repository) {
    return repository.repository("site", "main");
  }

  private Path cache() {
    return directory.resolve("cache");
  }

  private void read(Repository repository) throws IOException, InterruptedException {
    assertThat(LocalRepository.read(cache(), repository).packages()).hasSize(1);
  }

  private FaultException refusal(Repository repository) {
    return catchThrowableOfType(
        FaultException.class, () -> LocalRepository.read(cache(), repository));
  }
}
