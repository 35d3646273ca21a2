package org.cmimage.model.store.sql;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.cmimage.model.snapshot.ClusterSnapshot;
import org.cmimage.model.store.StoreException;
import org.cmimage.model.store.StoreException.Kind;

/**
 * A reader that writes no file beside a store, and so works on a full or read-only file system.
 * While the write-ahead log is not empty, because of a running or a killed process, the store is
 * read with its log; where that is not possible, from a copy elsewhere.
 */
final class StoreReader {
  private static final int ATTEMPTS = 3;
  private static final String SQLITE_OPEN_READONLY = "1";

  private final Path file;

  private StoreReader(Path file) {
    this.file = file;
  }

  static ClusterSnapshot read(Path file) throws StoreException {
    return new StoreReader(file).read();
  }

  private ClusterSnapshot read() throws StoreException {
    try {
      for (int attempt = 0; attempt < ATTEMPTS && !hasPendingChanges(); attempt++) {
        Stamp before = stamp();
        Optional<ClusterSnapshot> found = Optional.empty();
        Optional<StoreException> failure = Optional.empty();
        try {
          found = asItIs();
        } catch (StoreException e) {
          failure = Optional.of(e);
        }
        if (!hasPendingChanges() && stamp().equals(before)) {
          if (failure.isPresent()) {
            throw failure.get();
          }
          if (found.isPresent()) {
            return found.get();
          }
          break; // The schema is older.
        }
      }
    } catch (IOException e) {
      throw StoreFile.failure("read", file, e);
    }
    return asOthersDo();
  }

  /** The attributes of the file that change whenever a process writes to it. */
  private record Stamp(Object fileKey, long size, long modified) {}

  private Stamp stamp() throws IOException {
    BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
    return new Stamp(
        String.valueOf(now.fileKey()),
        now.size(),
        now.lastModifiedTime().to(java.util.concurrent.TimeUnit.NANOSECONDS));
  }

  private Path log() {
    return file.resolveSibling(file.getFileName() + "-wal");
  }

  private boolean hasPendingChanges() throws IOException {
    return Files.exists(log()) && Files.size(log()) > 0;
  }

  /**
   * Reads the file without a lock and without the log; empty where the schema is not the present
   * one.
   */
  private Optional<ClusterSnapshot> asItIs() throws StoreException {
    Properties settings = new Properties();
    settings.setProperty("open_mode", SQLITE_OPEN_READONLY);
    String address = "jdbc:sqlite:file:" + file.toUri().getRawPath() + "?immutable=1";
    try (Connection connection = DriverManager.getConnection(address, settings)) {
      connection.setAutoCommit(false);
      if (!new Migrations(connection, file).isNewest()) {
        return Optional.empty();
      }
      EntityRows rows = new EntityRows(connection);
      return Optional.of(new ClusterSnapshot(rows.version(), rows.all()));
    } catch (IllegalArgumentException e) {
      throw new StoreException(
          Kind.CORRUPT, "cannot read store " + file + ": " + e.getMessage(), e);
    } catch (SQLException e) {
      throw SqlClusterStore.failure("read", file, e);
    }
  }

  private ClusterSnapshot asOthersDo() throws StoreException {
    try (SqlClusterStore store = SqlClusterStore.open(file)) {
      return store.snapshot();
    } catch (StoreException e) {
      if (e.kind() != Kind.NO_SPACE && e.kind() != Kind.READ_ONLY) {
        throw e;
      }
      return copied().orElseThrow(() -> e);
    }
  }

  /** Reads a copy in another directory; empty where no directory is writable. */
  private Optional<ClusterSnapshot> copied() throws StoreException {
    for (String place : List.of(System.getProperty("java.io.tmpdir", "/tmp"), "/dev/shm", "/run")) {
      try {
        Path scratch = Files.createTempDirectory(Path.of(place), "cm-image-store-");
        try {
          Path copy = scratch.resolve("cluster.db");
          Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
          if (Files.exists(log())) {
            Files.copy(log(), scratch.resolve("cluster.db-wal"));
          }
          try (SqlClusterStore store = SqlClusterStore.open(copy)) {
            return Optional.of(store.snapshot());
          }
        } finally {
          for (String name : List.of("cluster.db", "cluster.db-wal", "cluster.db-shm")) {
            Files.deleteIfExists(scratch.resolve(name));
          }
          Files.deleteIfExists(scratch);
        }
      } catch (IOException nextPlace) {
        continue;
      }
    }
    return Optional.empty();
  }
}
