package org.cmimage.core.format.rpm;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cmimage.core.format.rpmdb.BerkeleyPackages;
import org.cmimage.core.format.rpmdb.DatabaseFile;
import org.cmimage.core.format.rpmdb.HeaderSink;
import org.cmimage.core.format.rpmdb.NdbPackages;
import org.cmimage.core.format.rpmdb.SqlitePackages;
import org.cmimage.core.rootfs.PositionedFile;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.tree.TreePath;

/** The rpm databases of a tree, the first of which is read. */
public final class RpmDatabase implements Closeable {
  private static final List<TreePath> PLACES =
      List.of(TreePath.of("usr/lib/sysimage/rpm"), TreePath.of("var/lib/rpm"));

  private static final int JOURNAL_HEADER = 28;

  private final Rootfs tree;
  private final List<Found> found = new ArrayList<>();

  /** The formats, the newest first: where there are two, the older one is a leftover. */
  private enum Format {
    SQLITE("rpmdb.sqlite"),
    NDB("Packages.db"),
    BERKELEY("Packages");

    private final String fileName;

    Format(String fileName) {
      this.fileName = fileName;
    }
  }

  private record Found(Format format, DatabaseFile file) {}

  /** A consumer of packages. */
  @FunctionalInterface
  interface PackageSink {
    void accept(RpmPackage installed) throws IOException;
  }

  private RpmDatabase(Rootfs tree) {
    this.tree = tree;
  }

  /** Opens all databases; empty if there is none. */
  static Optional<RpmDatabase> open(Rootfs tree) throws IOException {
    RpmDatabase database = new RpmDatabase(tree);
    boolean opened = false;
    try {
      for (TreePath place : PLACES) {
        for (Format format : Format.values()) {
          database.add(format, place.resolve(format.fileName.getBytes(UTF_8)));
        }
      }
      opened = !database.found.isEmpty();
    } finally {
      if (!opened) {
        database.close();
      }
    }
    return opened ? Optional.of(database) : Optional.empty();
  }

  private void add(Format format, TreePath path) throws IOException {
    Optional<DatabaseFile> opened = openFile(path);
    if (opened.isPresent()) {
      // One place may be a link to the other.
      if (found.stream().anyMatch(earlier -> earlier.file().isSameAs(opened.get()))) {
        opened.get().close();
      } else {
        found.add(new Found(format, opened.get()));
      }
    }
  }

  private Optional<DatabaseFile> openFile(TreePath path) throws IOException {
    Optional<PositionedFile> file = tree.openPositioned(path);
    return file.isEmpty() ? Optional.empty() : Optional.of(DatabaseFile.of(path, file.get()));
  }

  /** Returns the path of the file that is read. */
  TreePath path() {
    return found.get(0).file().path();
  }

  /** Returns the other databases, which are not read. */
  List<TreePath> others() {
    return found.stream().skip(1).map(other -> other.file().path()).toList();
  }

  /** Passes all packages to the sink, including public keys. */
  void read(PackageSink sink) throws IOException {
    DatabaseFile file = found.get(0).file();
    HeaderSink headers =
        new HeaderSink() {
          private int count;

          @Override
          public void accept(int number, ByteBuffer header) throws IOException {
            if (++count > HeaderSink.MAX_PACKAGES) {
              throw file.damaged("packages", "at most " + HeaderSink.MAX_PACKAGES, "more");
            }
            sink.accept(RpmHeader.read(file, number, header));
          }
        };
    switch (found.get(0).format()) {
      case SQLITE -> readSqlite(file, headers);
      case NDB -> NdbPackages.read(file, headers);
      case BERKELEY -> BerkeleyPackages.read(file, headers);
    }
  }

  private void readSqlite(DatabaseFile file, HeaderSink sink) throws IOException {
    if (tree.readLink(file.path()).isPresent()) {
      // SQLite opens the log beside the link's target.
      throw file.damaged("name", "the database itself", "a link to it");
    }
    Optional<DatabaseFile> journal = sidecar(file.path(), "-journal");
    if (journal.isPresent()) {
      try (DatabaseFile opened = journal.get()) {
        requireEnded(opened);
      }
    }
    Optional<DatabaseFile> log = sidecar(file.path(), "-wal");
    try {
      SqlitePackages.read(file, log.filter(opened -> opened.size() > 0), sink);
    } finally {
      log.ifPresent(DatabaseFile::close);
    }
  }

  /**
   * Checks that no transaction is to be rolled back. By section 3.2 of sqlite.org/fileformat2.html
   * a rollback journal with a header is of one; a journal that ended is empty, or begins with
   * zeros.
   */
  private static void requireEnded(DatabaseFile journal) throws IOException {
    if (journal.size() >= JOURNAL_HEADER
        && journal.read("header", ByteBuffer.allocate(JOURNAL_HEADER), 0).getInt(0) != 0) {
      throw journal.damaged("header", "the journal of an ended transaction", "an unfinished one");
    }
  }

  private Optional<DatabaseFile> sidecar(TreePath database, String suffix) throws IOException {
    String name = new String(database.name(), UTF_8) + suffix;
    return openFile(database.parent().resolve(name.getBytes(UTF_8)));
  }

  @Override
  public void close() {
    found.forEach(opened -> opened.file().close());
  }
}
