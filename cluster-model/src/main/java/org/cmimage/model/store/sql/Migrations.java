package org.cmimage.model.store.sql;

import com.google.common.io.Resources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.cmimage.model.store.StoreException;
import org.cmimage.model.store.StoreException.Kind;

/**
 * The migration of a database to the newest schema, by numbered scripts, {@code V1.sql} and so on.
 */
final class Migrations {
  static final int NEWEST = 1;

  private final Connection connection;
  private final Path file;

  Migrations(Connection connection, Path file) {
    this.connection = connection;
    this.file = file;
  }

  /**
   * Runs the missing scripts, all or nothing; the connection must not be in auto-commit mode. Safe
   * when several processes do it at once.
   */
  void run() throws SQLException, StoreException {
    if (isNewest()) {
      connection.rollback();
      return;
    }
    connection.rollback();
    try (Statement statement = connection.createStatement()) {
      // Both statements take the write lock, so that no other process migrates from here on.
      statement.execute("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)");
      statement.executeUpdate("UPDATE schema_version SET version = version");
      int version = version(statement);
      if (version == 0) {
        statement.executeUpdate("INSERT INTO schema_version (version) VALUES (0)");
      }
      for (int next = version + 1; next <= NEWEST; next++) {
        for (String sql : script(next).split(";\n", -1)) {
          if (!sql.isBlank()) {
            statement.execute(sql);
          }
        }
      }
      statement.executeUpdate("UPDATE schema_version SET version = " + NEWEST);
    }
    connection.commit();
  }

  /** Returns whether the tables have the newest schema. */
  boolean isNewest() throws SQLException, StoreException {
    try (ResultSet tables =
        connection.getMetaData().getTables(null, null, "schema_version", null)) {
      if (!tables.next()) {
        return false;
      }
    }
    try (Statement statement = connection.createStatement()) {
      return version(statement) == NEWEST;
    }
  }

  private int version(Statement statement) throws SQLException, StoreException {
    try (ResultSet row = statement.executeQuery("SELECT version FROM schema_version")) {
      int version = row.next() ? row.getInt(1) : 0;
      if (version > NEWEST) {
        throw new StoreException(
            Kind.NEWER,
            "cannot open store "
                + file
                + ": a newer program wrote it; expected schema "
                + NEWEST
                + " or older, found "
                + version,
            null);
      }
      return version;
    }
  }

  private static String script(int number) {
    try {
      return Resources.toString(
          Resources.getResource(Migrations.class, "V" + number + ".sql"), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the program's own V" + number + ".sql", e);
    }
  }
}
