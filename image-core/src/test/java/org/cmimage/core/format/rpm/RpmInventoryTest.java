package org.cmimage.core.format.rpm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.cmimage.core.format.rpm.RpmTree.PLACE;
import static org.cmimage.core.format.rpm.RpmTree.sample;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.tree.TreePath;
import org.cmimage.model.Distribution;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RpmInventoryTest {
  private static final String SQLITE = "rpmdb.sqlite";

  @ParameterizedTest
  @ValueSource(strings = {"Packages", "Packages.db", "rpmdb.sqlite"})
  void eachFormatGivesWhatRpmLists(String file) throws IOException {
    try (RpmTree tree = new RpmTree().with(PLACE + file, sample(file))) {
      assertThat(tree.packages()).isEqualTo(RpmTree.listed("packages.txt"));
      RpmInventory inventory = tree.inventory().orElseThrow();
      assertThat(inventory.database()).isEqualTo(TreePath.of(PLACE + file));
      assertThat(inventory.others()).isEmpty();
      assertThat(inventory.packages()).isEqualTo(10);
      assertThat(inventory.byArchitecture())
          .isEqualTo(Map.of("aarch64", 1, "i686", 1, "noarch", 1, "x86_64", 7));
      assertThat(inventory.firstOf())
          .containsEntry("aarch64", List.of("glibc"))
          .containsEntry(
              "x86_64", List.of("glibc", "library1", "library2", "library4", "library5"));
      assertThat(inventory.release())
          .hasValue(new RpmPackage("rocky-release", "9.3", "1.2.el9", "noarch"));
      assertThat(inventory.distribution()).hasValue(new Distribution("rocky9u3"));
    }
  }

  @Test
  void aTreeWithoutDatabaseHasNoInventory() throws IOException {
    try (RpmTree tree = new RpmTree().with(PLACE + "Name", new byte[9])) {
      assertThat(tree.inventory()).isEmpty();
    }
  }

  @Test
  void linksBetweenTheTwoPlacesAreOneDatabase() throws IOException {
    try (RpmTree tree =
        new RpmTree()
            .with("usr/lib/sysimage/rpm/Packages.db", sample("Packages.db"))
            .link("var/lib/rpm", "../../usr/lib/sysimage/rpm")) {
      RpmInventory inventory = tree.inventory().orElseThrow();
      assertThat(inventory.database().toString()).isEqualTo("/usr/lib/sysimage/rpm/Packages.db");
      assertThat(inventory.others()).isEmpty();
      assertThat(inventory.packages()).isEqualTo(10);
    }
  }

  @Test
  void aDatabaseLeftBehindIsNamed() throws IOException {
    try (RpmTree tree =
        new RpmTree()
            .with(PLACE + "Packages", sample("Packages"))
            .with(PLACE + SQLITE, sample(SQLITE))) {
      RpmInventory inventory = tree.inventory().orElseThrow();
      assertThat(inventory.database().toString()).isEqualTo("/var/lib/rpm/rpmdb.sqlite");
      assertThat(inventory.others()).hasToString("[/var/lib/rpm/Packages]");
    }
  }

  @Test
  void theLogCountsUpToItsLastTransaction() throws IOException {
    byte[] log = sample("logged.sqlite-wal");
    try (RpmTree tree = new RpmTree().with(PLACE + SQLITE, sample("logged.sqlite"))) {
      List<String> without = tree.packages();
      assertThat(without).isEqualTo(RpmTree.listed("packages.txt"));
      tree.with(PLACE + SQLITE + "-wal", log);
      assertThat(tree.packages()).isEqualTo(RpmTree.listed("logged.txt")).isNotEqualTo(without);
      tree.with(PLACE + SQLITE + "-wal", new byte[0]);
      assertThat(tree.packages()).isEqualTo(without);
      log[40]++; // a frame's salt: what follows is of an earlier log
      tree.with(PLACE + SQLITE + "-wal", log);
      assertThat(tree.packages()).isEqualTo(without);
      tree.with(PLACE + SQLITE + "-wal", new byte[5000]);
      fails(tree, "\"/var/lib/rpm/rpmdb.sqlite-wal\": header: expected a write-ahead log");
    }
  }

  @Test
  void anUnfinishedTransactionIsNotTakenForTheTruth() throws IOException {
    byte[] journal = new byte[512];
    try (RpmTree tree =
        new RpmTree()
            .with(PLACE + SQLITE, sample(SQLITE))
            .with(PLACE + SQLITE + "-journal", journal)) {
      assertThat(tree.packages()).hasSize(11);
      journal[0] = (byte) 0xd9;
      tree.with(PLACE + SQLITE + "-journal", journal);
      fails(tree, "rpmdb.sqlite-journal\": header: expected the journal of an ended transaction");
    }
  }

  @Test
  void aLinkHidesTheLogAndIsRefused() throws IOException {
    try (RpmTree tree =
        new RpmTree()
            .with("srv/rpmdb.sqlite", sample(SQLITE))
            .link(PLACE + SQLITE, "/srv/" + SQLITE)) {
      fails(tree, "name: expected the database itself, found a link to it");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "Packages, 'meta page: expected 512 bytes'",
    "Packages.db, 'header: expected 32 bytes'",
    "rpmdb.sqlite, 'header: expected 100 bytes'"
  })
  void anEmptyFileIsNoDatabase(String file, String fault) throws IOException {
    try (RpmTree tree = new RpmTree().with(PLACE + file, new byte[0])) {
      fails(tree, "cannot read rpm database \"/var/lib/rpm/" + file + "\": " + fault);
    }
  }

  private static void fails(RpmTree tree, String message) {
    assertThatThrownBy(tree::inventory)
        .isInstanceOfSatisfying(
            FaultException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.IMAGE_INCOMPLETE))
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource({
    "rocky-release, 9.3, 1.2.el9, rocky9u3",
    "rocky-release, 8.10, 1.9.el8, rocky8u10",
    "redhat-release, 9.4, 0.5.el9, rhel9u4",
    "redhat-release-server, 7.9, 6.el7_9, rhel7u9",
    "almalinux-release, 9.3, 1.el9, almalinux9u3",
    "centos-release, 7, 9.2009.1.el7.centos, centos7u9",
    "centos-linux-release, 8.5, 1.2111.el8, centos8u5",
    "centos-stream-release, 9.0, 26.el9, centos9",
    "oraclelinux-release, 9.3, 1.0.7.el9, oraclelinux9u3",
    "sles-release, 15.6, 150600.37.2, sles15sp6",
    "SLES_SAP-release, 15.5, 1, sles15sp5",
    "fedora-release-common, 40, 39, fedora40",
    "rocky-release, 10, 1, rocky10",
    "openSUSE-release, 15.6, lp156.422.1, opensuse15u6",
    "openSUSE-release, 20261101, 1.1,",
    "epel-release, 9, 7.el9,",
    "rocky-release, nine, 1,",
    "rocky-release, 99999999999999999999999999999999999999999, 1,"
  })
  void releasePackagesNameDistributions(
      String name, String version, String release, @Nullable String id) {
    assertThat(
            ReleasePackages.distribution(new RpmPackage(name, version, release, "noarch"))
                .map(Distribution::id))
        .isEqualTo(Optional.ofNullable(id));
  }

  @Test
  void releasePackagesThatDisagreeSayNothing() {
    InventoryCount count = new InventoryCount();
    count.take(new RpmPackage("rocky-release", "9.3", "1", "noarch"));
    count.take(new RpmPackage("rocky-release", "9.3", "2", "noarch"));
    assertThat(count.inventory(TreePath.ROOT, List.of()).distribution()).isPresent();
    count.take(new RpmPackage("rocky-release", "9.4", "1", "noarch"));
    assertThat(count.inventory(TreePath.ROOT, List.of()).release()).isEmpty();
  }

  @Test
  void architecturesWithoutEndAreCountedTogether() {
    InventoryCount count = new InventoryCount();
    for (int i = 0; i < 1000; i++) {
      count.take(new RpmPackage("p" + i, "1", "1", "machine" + i));
    }
    RpmInventory inventory = count.inventory(TreePath.ROOT, List.of());
    assertThat(inventory.packages()).isEqualTo(1000);
    assertThat(inventory.byArchitecture()).hasSize(33).containsEntry("others", 968);
  }
}
