package org.cmimage.core.format.rpmdb;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A SQLite database, {@code rpmdb.sqlite}, as of rpm since 4.16: table {@code Packages} with the
 * number of a package as row number and in column {@code hnum}, and its header in column {@code
 * blob} (rpm's {@code lib/backend/sqlite.c}).
 *
 * <p>Format: sqlite.org/fileformat2.html; of the schema, section 2.6.
 */
public final class SqlitePackages {
  private static final String TABLE = "Packages";
  private static final int SCHEMA_PAGE = 1;
  private static final int TYPE = 0;
  private static final int NAME = 1;
  private static final int ROOT_PAGE = 3;
  private static final int BLOB = 1;

  /** The schema's entry of the table. */
  private static final class Root {
    private int page;
  }

  private SqlitePackages() {}

  /**
   * Passes all headers to the sink, in the order of their numbers.
   *
   * @param log the write-ahead log, unless there is none or it is empty
   */
  public static void read(DatabaseFile database, Optional<DatabaseFile> log, HeaderSink sink)
      throws IOException {
    SqliteFile file = new SqliteFile(database, log);
    HeaderBuffer buffer = new HeaderBuffer(database);
    int root = root(file, buffer);
    SqliteTable.read(
        file,
        root,
        buffer,
        row -> {
          int number = (int) row.number();
          if (number != row.number() || number < 1) {
            throw file.damaged("row " + row.number(), "a package's number", "none");
          }
          ByteBuffer header = row.blob(BLOB);
          sink.accept(number, header);
        });
  }

  private static int root(SqliteFile file, HeaderBuffer buffer) throws IOException {
    Root root = new Root();
    SqliteTable.read(
        file,
        SCHEMA_PAGE,
        buffer,
        row -> {
          if (row.text(TYPE).equals("table") && row.text(NAME).equals(TABLE)) {
            long page = row.integer(ROOT_PAGE);
            if (root.page != 0 || page <= SCHEMA_PAGE || page > Integer.MAX_VALUE) {
              throw file.damaged("row " + row.number(), "one table " + TABLE, "page " + page);
            }
            root.page = (int) page;
          }
        });
    if (root.page == 0) {
      throw file.damaged("schema", "a table " + TABLE, "none");
    }
    return root.page;
  }
}
