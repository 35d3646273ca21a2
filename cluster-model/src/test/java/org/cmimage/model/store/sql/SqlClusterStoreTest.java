package org.cmimage.model.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.cmimage.model.entity.Network;
import org.cmimage.model.snapshot.ChangeSet;
import org.cmimage.model.snapshot.ClusterSnapshot;
import org.cmimage.model.store.ClusterStore;
import org.cmimage.model.store.ClusterStoreContract;
import org.cmimage.model.store.StoreException;
import org.cmimage.model.store.StoreException.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqlClusterStoreTest implements ClusterStoreContract {
  @TempDir private Path directory;

  private Path file() {
    return directory.resolve("var/lib/cm-image/cluster.db");
  }

  @Override
  public ClusterStore open() throws StoreException {
    return SqlClusterStore.open(file());
  }

  @Test
  void theFileIsMadeForItsOwnerAlone() throws Exception {
    open().close();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
        .isEqualTo("rw-------");
  }

  @Test
  void theCompanionsOfAnOpenFileAreForItsOwnerAloneToo() throws Exception {
    try (ClusterStore store = open()) {
      store.apply(ChangeSet.of(store.snapshot()).put(Network.named("a")).build());
      for (String suffix : List.of("-wal", "-shm")) {
        Path companion = Path.of(file() + suffix);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(companion)))
            .isEqualTo("rw-------");
      }
    }
  }

  @Test
  void aClusterOutlivesTheStore() throws StoreException {
    ClusterSnapshot kept;
    try (ClusterStore store = open()) {
      kept = store.apply(ChangeSet.of(store.snapshot()).put(Network.named("a")).build());
    }
    try (ClusterStore store = open()) {
      assertThat(store.snapshot()).isEqualTo(kept);
    }
  }

  @Test
  void anotherConnectionSeesAChangeAtOnce() throws StoreException {
    try (ClusterStore one = open();
        ClusterStore other = open()) {
      assertThat(other.snapshot().version()).isZero();
      ClusterSnapshot after =
          one.apply(ChangeSet.of(one.snapshot()).put(Network.named("a")).build());
      assertThat(other.snapshot()).isEqualTo(after);
    }
  }

  @Test
  void manyMayOpenANewStoreAtOnce() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(4);
    for (int round = 0; round < 40; round++) {
      Path fresh = directory.resolve("round" + round + "/cluster.db");
      Callable<Long> opener =
          () -> {
            try (ClusterStore store = SqlClusterStore.open(fresh)) {
              return store.snapshot().version();
            }
          };
      for (Future<Long> opened : pool.invokeAll(List.of(opener, opener, opener, opener))) {
        assertThat(opened.get()).isZero();
      }
    }
    pool.shutdown();
  }

  @Test
  void writesAheadSoThatReadersDoNotWait() throws Exception {
    open().close();
    try (Connection writer = raw();
        Statement statement = writer.createStatement();
        ResultSet mode = statement.executeQuery("PRAGMA journal_mode")) {
      assertThat(mode.getString(1)).isEqualTo("wal");
    }
    try (Connection writer = raw();
        Statement statement = writer.createStatement();
        ClusterStore store = open()) {
      statement.execute("BEGIN IMMEDIATE");
      statement.execute("UPDATE cluster SET version = 7");
      assertThat(store.snapshot().version()).isZero();
      statement.execute("ROLLBACK");
    }
  }

  @Test
  void aWriterThatDiesHalfWayLeavesNothing() throws Exception {
    try (ClusterStore store = open()) {
      store.apply(ChangeSet.of(store.snapshot()).put(Network.named("a")).build());
    }
    try (Connection writer = raw();
        Statement statement = writer.createStatement()) {
      statement.execute("BEGIN");
      statement.execute("UPDATE cluster SET version = 7");
      statement.execute("DELETE FROM entity_property");
    }
    try (ClusterStore store = open()) {
      assertThat(store.snapshot().version()).isEqualTo(1);
      assertThat(store.snapshot().networks()).containsExactly(Network.named("a"));
    }
  }

  @Test
  void aNetworkFileSystemIsRefusedBeforeAnythingIsMade() {
    StoreException refusal = refusal(path -> "nfs4");
    assertThat(refusal.kind()).isEqualTo(Kind.NETWORK_FILE_SYSTEM);
    assertThat(refusal)
        .hasMessage(
            "cannot open store "
                + file()
                + ": "
                + directory
                + " is on a network file system; expected a local disk, found nfs4");
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void whatCannotBeMadeIsReportedWithItsPath() throws IOException {
    Files.createFile(directory.resolve("var"));
    StoreException refusal = refusal(path -> "ext4");
    assertThat(refusal.kind()).isEqualTo(Kind.UNUSABLE);
    assertThat(refusal).hasMessageStartingWith("cannot open store " + file() + ": ");
  }

  @Test
  void aPathTheDriverWouldMisreadIsRefused() {
    assertThatThrownBy(() -> SqlClusterStore.open(directory.resolve("a?mode=memory.db")))
        .isInstanceOf(StoreException.class)
        .hasMessageEndingWith("its path holds a question mark");
  }

  @Test
  void aNewerStoreIsRefusedAndLeftAlone() throws Exception {
    open().close();
    execute("UPDATE schema_version SET version = 99");
    StoreException refusal = refusal(path -> "ext4");
    assertThat(refusal.kind()).isEqualTo(Kind.NEWER);
    assertThat(refusal).hasMessageEndingWith("expected schema 1 or older, found 99");
    assertThat(count("SELECT version FROM schema_version")).isEqualTo(99);
  }

  @Test
  void aFileThatIsNoStoreIsRefusedAndLeftAlone() throws IOException {
    Files.createDirectories(file().getParent());
    String text = "this is not a database\n".repeat(100);
    Files.writeString(file(), text);
    assertThat(refusal(path -> "ext4").kind()).isEqualTo(Kind.CORRUPT);
    assertThat(file()).hasContent(text);
  }

  @Test
  void rowsThatNoProgramWroteAreNamed() throws Exception {
    try (ClusterStore store = open()) {
      store.apply(ChangeSet.of(store.snapshot()).put(Network.named("a")).build());
    }
    execute("UPDATE entity_property SET value = 'perhaps' WHERE property = 'ipv6'");
    try (ClusterStore store = open()) {
      StoreException refusal = catchThrowableOfType(StoreException.class, store::snapshot);
      assertThat(refusal.kind()).isEqualTo(Kind.CORRUPT);
      assertThat(refusal)
          .hasMessage(
              "cannot read store " + file() + ": ipv6: expected yes or no, found \"perhaps\"");
    }
    execute("UPDATE entity_property SET type = 'moon'");
    try (ClusterStore store = open()) {
      assertThatThrownBy(store::snapshot).hasMessageEndingWith("unknown type of entity \"moon\"");
    }
  }

  @Test
  void aPropertyOlderStoresLackHasItsDefault() throws Exception {
    try (ClusterStore store = open()) {
      store.apply(ChangeSet.of(store.snapshot()).put(Network.named("a")).build());
    }
    execute("DELETE FROM entity_property WHERE property = 'mtu'");
    try (ClusterStore store = open()) {
      assertThat(store.snapshot().networks()).containsExactly(Network.named("a"));
    }
  }

  @Test
  void aClosedStoreRefusesEveryCall() throws StoreException {
    ClusterStore store = open();
    store.close();
    store.close();
    assertThatThrownBy(store::snapshot).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> store.apply(ChangeSet.of(ClusterSnapshot.empty()).build()))
        .isInstanceOf(IllegalStateException.class);
  }

  private StoreException refusal(StoreFile.FileSystemTypes types) {
    return catchThrowableOfType(StoreException.class, () -> SqlClusterStore.open(file(), types));
  }

  private Connection raw() throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + file());
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = raw();
        Statement statement = connection.createStatement()) {
      assertThat(statement.executeUpdate(sql)).isPositive();
    }
  }

  private int count(String sql) throws SQLException {
    try (Connection connection = raw();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return row.getInt(1);
    }
  }
}
