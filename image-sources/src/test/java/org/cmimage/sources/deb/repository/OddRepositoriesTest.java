package org.cmimage.sources.deb.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.cmimage.sources.deb.repository.LocalRepository.stanza;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.cmimage.core.catalog.ReleaseRules;
import org.cmimage.core.catalog.Repository;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.sources.deb.control.BinaryPackage;
import org.cmimage.sources.deb.control.PackageList;
import org.cmimage.sources.deb.control.Provenance;
import org.cmimage.sources.deb.control.Provenance.Automatic;
import org.cmimage.sources.openpgp.SigningKey;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Repositories whose layout, names or content differ from those of a distribution. */
class OddRepositoriesTest {
  private static final String HEAD =
      "Origin: Site\nLabel: Tools\nSuite: site\nCodename: tools\nVersion: 3\n"
          + "Architectures: amd64 arm64\nComponents: main\n";
  private static final Map<String, String> BOTH =
      Map.of(
          "main/binary-arm64/Packages", stanza("a", "1"),
          "main/binary-amd64/Packages", stanza("a", "1", "Architecture: amd64"));

  @TempDir static Path keys;
  private static SigningKey key;

  @TempDir Path directory;
  private LocalRepository local;

  @BeforeAll
  static void makeKey() throws Exception {
    key = LocalRepository.newKey(keys.resolve("key"));
  }

  @BeforeEach
  void open() {
    local = new LocalRepository(directory.resolve("repository"), key);
  }

  /** Paths in the index are relative to the URI, as for apt. */
  @ParameterizedTest
  @CsvSource({"./, .", "/, .", "sub/, sub", "./sub/deep/, sub/deep"})
  void flatRepositoriesAreRead(String suite, String where) throws Exception {
    local.add(
        where,
        "Origin: Site\n",
        Map.of("Packages", stanza("a", "1") + stanza("b", "1", "Architecture: amd64")));

    Offered read = read(local.repository(suite));

    assertThat(read.notices()).isEmpty();
    assertThat(read.packages()).extracting(BinaryPackage::name).containsExactly("a");
    BinaryPackage.Archive archive = read.packages().get(0).archive();
    assertThat(Path.of(archive.repository().resolve(archive.path())))
        .isEqualTo(directory.resolve("repository/pool/a_1.deb"));
    assertThat(provenance(read).place()).isEqualTo(Provenance.Place.NOWHERE);
  }

  @Test
  void aListKnowsWhereItComesFrom() throws Exception {
    local.add("dists/site", HEAD + "NotAutomatic: yes\nButAutomaticUpgrades: yes\n", BOTH);
    assertThat(provenance(read(local.repository("site", "main"))))
        .isEqualTo(
            new Provenance(
                "Site",
                "Tools",
                "site",
                "tools",
                "3",
                Automatic.UPGRADES,
                new Provenance.Place("", "main", "arm64")));
    local.add("dists/site", HEAD + "ButAutomaticUpgrades: yes\n", BOTH);
    assertThat(provenance(read(local.repository("site", "main"))).automatic())
        .isEqualTo(Automatic.YES);
    local.add("dists/site", HEAD + "NotAutomatic: yes\n", BOTH);
    assertThat(provenance(read(local.repository("site", "main"))).automatic())
        .isEqualTo(Automatic.NO);
  }

  @Test
  void whatARepositoryLacksIsToldAndLeftOut() throws Exception {
    local.add("dists/site", HEAD, BOTH);
    local.add("dists/other", HEAD.replace("amd64 arm64", "amd64"), BOTH);

    Offered read =
        read(local.repository("site", "main", "extra"), local.repository("other", "main"));

    assertThat(read.packages()).hasSize(1);
    assertThat(read.notices())
        .anySatisfy(
            n -> assertThat(n).contains("cannot use component extra of", "it has main; left out"))
        .anySatisfy(n -> assertThat(n).contains("no packages for arm64; it has amd64; left out"))
        .hasSize(3);
  }

  @Test
  void aListThatIsNotMadeYetIsToldAndLeftOut() throws Exception {
    local.add("dists/site", HEAD, Map.of("main/binary-amd64/Packages", ""));
    local.add("dists/more", HEAD, BOTH);
    Offered read = read(local.repository("site", "main"), local.repository("more", "main"));
    assertThat(read.packages()).hasSize(1);
    assertThat(read.notices())
        .anySatisfy(n -> assertThat(n).contains("binary-arm64/Packages", "left out"));
  }

  @Test
  void whereAllLackItIsAnError() throws Exception {
    local.add("dists/site", HEAD.replace("amd64 arm64", "amd64"), BOTH);
    FaultException e =
        catchThrowableOfType(FaultException.class, () -> read(local.repository("site", "main")));
    assertThat(e.code()).isEqualTo(ErrorCode.ARCHITECTURE_NOT_OFFERED);
  }

  @Test
  void packagesForAllArchitecturesAreUsedWhereThereAreNoOthers() throws Exception {
    local.add(
        "dists/site",
        HEAD.replace("amd64 arm64", "all amd64"),
        Map.of("main/binary-all/Packages", stanza("a", "1", "Architecture: all")));
    Offered read = read(local.repository("site", "main"));
    assertThat(read.packages()).hasSize(1);
    assertThat(read.notices()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Suite: site\nCodename: tools\n", "Codename: tools\n", "Suite: site\n"})
  void aSuiteOfAnotherNameIsTold(String names) throws Exception {
    String head = HEAD.replace("Suite: site\nCodename: tools\n", "");
    local.add("dists/mine", head + names, BOTH);
    Offered read = read(local.repository("mine", "main"));
    assertThat(read.packages()).hasSize(1);
    assertThat(read.notices()).singleElement().asString().contains("expected suite \"mine\"");
  }

  @Test
  void aReleaseWithoutNamesArchitecturesAndComponentsIsUsed() throws Exception {
    local.add("dists/mine", "Origin: Site\n", BOTH);
    Offered read = read(local.repository("mine", "main"));
    assertThat(read.packages()).hasSize(1);
    assertThat(read.notices()).singleElement().asString().contains("found suite \"\"");
  }

  /** Otherwise a mirror could serve one release as another, because the same keys sign them. */
  @Test
  void aSuiteOfTheCatalogHasToBeTheOneItSays() throws Exception {
    local.add("dists/mine", HEAD, BOTH);
    Repository asked = local.repository("mine", "main");
    Repository strict =
        new Repository(
            asked.uri(), "mine", asked.components(), asked.keyrings(), ReleaseRules.DEFAULT);
    assertThat(catchThrowableOfType(FaultException.class, () -> read(strict)).code())
        .isEqualTo(ErrorCode.SOURCE_CORRUPT);
  }

  /** As in sources.list(5): a primary key includes its subkeys, unless it is marked. */
  @Test
  void onlyTheKeysThatSignedByNamesCount() throws Exception {
    SigningKey own = LocalRepository.newKey(keys.resolve("subkeys" + System.nanoTime()));
    own.addSubkey();
    String primary = own.fingerprints().get(0);
    String subkey = own.fingerprints().get(1);
    LocalRepository signed = new LocalRepository(directory.resolve("signed"), own);
    signed.add("dists/site", HEAD, BOTH);
    Repository repository = signed.repository("site", "main");
    for (String good : List.of(primary, subkey, subkey + "!")) {
      assertThat(read(signed.signedBy(repository, good, "0".repeat(40))).packages()).hasSize(1);
    }
    for (String bad : List.of(primary + "!", "0".repeat(40))) {
      FaultException e =
          catchThrowableOfType(FaultException.class, () -> read(signed.signedBy(repository, bad)));
      assertThat(e.code()).isEqualTo(ErrorCode.SIGNATURE_INVALID);
      assertThat(e).hasMessageContaining(subkey).hasMessageContaining(bad);
    }
  }

  private Offered read(Repository... repositories) throws Exception {
    return LocalRepository.read(directory.resolve("cache"), repositories);
  }

  private static Provenance provenance(Offered read) {
    assertThat(read.lists()).hasSize(1);
    PackageList list = read.lists().get(0);
    return list.provenance();
  }
}
