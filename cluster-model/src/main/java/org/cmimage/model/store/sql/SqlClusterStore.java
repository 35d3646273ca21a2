package org.cmimage.model.store.sql;

import com.google.common.util.concurrent.Uninterruptibles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.cmimage.model.entity.EntityKey;
import org.cmimage.model.snapshot.ChangeSet;
import org.cmimage.model.snapshot.ClusterSnapshot;
import org.cmimage.model.store.Admission;
import org.cmimage.model.store.ClusterStore;
import org.cmimage.model.store.StoreException;
import org.cmimage.model.store.StoreException.Kind;

/**
 * A cluster in an SQLite file. Several threads and several processes of one host may use it at
 * once; a writer waits for another up to {@value #BUSY_MILLIS} ms. A process that is killed at any
 * moment leaves the state before or after a change, never one between.
 *
 * <p>A JDBC driver for SQLite has to be on the class path.
 */
public final class SqlClusterStore implements ClusterStore {
  private static final int BUSY_MILLIS = 15_000;

  /** Result codes of SQLite; the low byte of an extended one (sqlite.org/rescode.html §3). */
  private static final int SQLITE_BUSY = 5;

  private static final int SQLITE_LOCKED = 6;
  private static final int SQLITE_CORRUPT = 11;
  private static final int SQLITE_NOTADB = 26;

  private final Path file;
  private final Connection connection;
  private final EntityRows rows;
  private ClusterSnapshot newest = ClusterSnapshot.empty();

  private SqlClusterStore(Path file, Connection connection) {
    this.file = file;
    this.connection = connection;
    this.rows = new EntityRows(connection);
  }

  /**
   * Opens the store in this file. Creates a missing file with mode 0600, and missing directories,
   * and migrates an older store to the present schema.
   *
   * @throws StoreException of kind {@code NETWORK_FILE_SYSTEM} when the file is, or would be, on
   *     one; of kind {@code NEWER}, {@code CORRUPT}, {@code BUSY} or {@code UNUSABLE} otherwise
   */
  public static SqlClusterStore open(Path file) throws StoreException {
    return open(file, SqlClusterStore::fileSystemType);
  }

  /**
   * Reads the store in an existing file without writing beside it: works on a full or read-only
   * file system.
   *
   * @throws StoreException as {@link #open}
   */
  public static ClusterSnapshot read(Path file) throws StoreException {
    Path absolute = file.toAbsolutePath().normalize();
    StoreFile.requireUsable(absolute, SqlClusterStore::fileSystemType);
    return StoreReader.read(absolute);
  }

  static SqlClusterStore open(Path file, StoreFile.FileSystemTypes types) throws StoreException {
    Path absolute = file.toAbsolutePath().normalize();
    StoreFile.prepare(absolute, types);
    try {
      Connection connection = DriverManager.getConnection("jdbc:sqlite:" + absolute);
      try {
        configure(connection);
        new Migrations(connection, absolute).run();
        return new SqlClusterStore(absolute, connection);
      } catch (SQLException | StoreException | RuntimeException e) {
        connection.close();
        throw e;
      }
    } catch (SQLException e) {
      throw failure("open", absolute, e);
    }
  }

  private static String fileSystemType(Path directory) throws IOException {
    return Files.getFileStore(directory).type();
  }

  private static void configure(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA busy_timeout = " + BUSY_MILLIS);
      writeAhead(statement);
      statement.execute("PRAGMA synchronous = FULL");
    }
    connection.setAutoCommit(false);
  }

  /**
   * Turns on write-ahead logging, which allows reading during a write. While other processes open
   * the file for the first time, too, SQLite fails with SQLITE_BUSY instead of waiting, so this
   * waits.
   */
  private static void writeAhead(Statement statement) throws SQLException {
    long giveUp = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(BUSY_MILLIS);
    while (true) {
      try {
        if (!isWriteAhead(statement, "PRAGMA journal_mode")) {
          isWriteAhead(statement, "PRAGMA journal_mode = WAL");
        }
        return;
      } catch (SQLException e) {
        if ((e.getErrorCode() & 0xff) != SQLITE_BUSY || System.nanoTime() > giveUp) {
          throw e;
        }
        Uninterruptibles.sleepUninterruptibly(5, TimeUnit.MILLISECONDS);
      }
    }
  }

  private static boolean isWriteAhead(Statement statement, String pragma) throws SQLException {
    try (ResultSet mode = statement.executeQuery(pragma)) {
      return mode.next() && mode.getString(1).equalsIgnoreCase("wal");
    }
  }

  @Override
  public synchronized ClusterSnapshot snapshot() throws StoreException {
    newest = inTransaction("read", this::load);
    return newest;
  }

  @Override
  public synchronized ClusterSnapshot apply(ChangeSet changes) throws StoreException {
    newest =
        inTransaction(
            "change",
            () -> {
              rows.lock();
              Admission admission = Admission.of(load(), changes, this::changedSince);
              keep(admission);
              return admission.after();
            });
    return newest;
  }

  /** Returns the snapshot read last while the stored version is the same, else reads a new one. */
  private ClusterSnapshot load() throws SQLException, StoreException {
    try {
      long version = rows.version();
      return version == newest.version() ? newest : new ClusterSnapshot(version, rows.all());
    } catch (IllegalArgumentException e) {
      throw new StoreException(
          Kind.CORRUPT, "cannot read store " + file + ": " + e.getMessage(), e);
    }
  }

  private List<EntityKey> changedSince(long version) throws StoreException {
    try {
      return rows.changedSince(version);
    } catch (SQLException e) {
      throw failure("read", file, e);
    }
  }

  private void keep(Admission admission) throws SQLException {
    long version = admission.after().version();
    if (version == admission.before().version()) {
      return;
    }
    rows.setVersion(version);
    rows.remove(admission.removes(), version);
    rows.put(admission.puts(), version);
  }

  private interface Work {
    ClusterSnapshot run() throws SQLException, StoreException;
  }

  private ClusterSnapshot inTransaction(String verb, Work work) throws StoreException {
    try {
      if (connection.isClosed()) {
        throw new IllegalStateException("the store is closed");
      }
      try {
        ClusterSnapshot result = work.run();
        connection.commit();
        return result;
      } catch (SQLException | StoreException | RuntimeException e) {
        connection.rollback();
        throw e;
      }
    } catch (SQLException e) {
      throw failure(verb, file, e);
    }
  }

  static StoreException failure(String verb, Path file, SQLException e) {
    String what = "cannot " + verb + " store " + file + ": ";
    return switch (e.getErrorCode() & 0xff) {
      case SQLITE_BUSY, SQLITE_LOCKED ->
          new StoreException(
              Kind.BUSY,
              what + "another process has held it for more than " + BUSY_MILLIS / 1000 + " s",
              e);
      case SQLITE_CORRUPT, SQLITE_NOTADB ->
          new StoreException(
              Kind.CORRUPT, what + "it is damaged or no store: " + e.getMessage(), e);
      // A full disk has several result codes, so the operating system is asked.
      default ->
          StoreFile.refusal(file)
              .map(reason -> StoreFile.failure(verb, file, reason))
              .orElseGet(() -> new StoreException(Kind.UNUSABLE, what + e.getMessage(), e));
    };
  }

  @Override
  public synchronized void close() throws StoreException {
    try {
      connection.close();
    } catch (SQLException e) {
      throw failure("close", file, e);
    }
  }
}
