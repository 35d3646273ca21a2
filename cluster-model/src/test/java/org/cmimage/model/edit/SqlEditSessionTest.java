package org.cmimage.model.edit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import org.cmimage.model.entity.EntityKey;
import org.cmimage.model.entity.EntityType;
import org.cmimage.model.snapshot.ClusterSnapshot;
import org.cmimage.model.store.ClusterStore;
import org.cmimage.model.store.StoreException;
import org.cmimage.model.store.sql.SqlClusterStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqlEditSessionTest implements EditSessionContract {
  @TempDir private Path directory;
  private ClusterStore store;

  @BeforeEach
  void open() throws StoreException {
    store = SqlClusterStore.open(directory.resolve("cluster.db"));
    SampleCluster.in(store);
  }

  @AfterEach
  void close() throws StoreException {
    store.close();
  }

  @Override
  public ClusterStore store() {
    return store;
  }

  @Test
  void aStoreThatFailsHalfWayKeepsNothingAndTheCommitCanBeTriedAgain() throws Exception {
    EditSession session = EditSession.open(store);
    session.add(EntityKey.of(EntityType.NETWORK, "first"));
    session.add(EntityKey.of(EntityType.SOFTWARE_IMAGE, "poison"));
    List<Modification> staged = session.modified();
    ClusterSnapshot before = store.snapshot();
    execute(
        "CREATE TRIGGER full BEFORE INSERT ON entity_property WHEN NEW.name = 'poison'"
            + " BEGIN SELECT RAISE(FAIL, 'disk full'); END");
    StoreException failure = catchThrowableOfType(StoreException.class, session::commit);
    assertThat(failure).hasMessageContaining("disk full");
    assertThat(store.snapshot()).isEqualTo(before);
    assertThat(session.modified()).isEqualTo(staged);
    execute("DROP TRIGGER full");
    session.commit();
    assertThat(store.snapshot().entities())
        .containsKeys(
            EntityKey.of(EntityType.NETWORK, "first"),
            EntityKey.of(EntityType.FS_PART, "/cm/images/poison/boot"));
  }

  private void execute(String sql) throws Exception {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("cluster.db"));
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
