package org.cmimage.core.format.rpmdb;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.rootfs.PositionedFile;
import org.cmimage.core.tree.TreePath;

/** An open database file of limited length, with the wording of its faults. */
public final class DatabaseFile implements Closeable {
  /**
   * The size limit in bytes: several times that of the largest installations; limits the time and
   * all page numbers.
   */
  static final long LIMIT = 2L << 30;

  private final TreePath path;
  private final PositionedFile file;
  private final long size;

  private DatabaseFile(TreePath path, PositionedFile file) {
    this.path = path;
    this.file = file;
    this.size = file.status().size();
  }

  /** Takes ownership of an open file; closes it where it exceeds the limit. */
  public static DatabaseFile of(TreePath path, PositionedFile file) throws FaultException {
    DatabaseFile opened = new DatabaseFile(path, file);
    if (opened.size > LIMIT) {
      file.close();
      throw opened.damaged("length", "at most " + LIMIT + " bytes", opened.size);
    }
    return opened;
  }

  /** Returns the path in the tree. */
  public TreePath path() {
    return path;
  }

  /** Returns the size in bytes. */
  public long size() {
    return size;
  }

  /** Returns whether both are the same file under two names. */
  public boolean isSameAs(DatabaseFile other) {
    return file.status().device() == other.file.status().device()
        && file.status().inode() == other.file.status().inode();
  }

  /**
   * Fills the buffer and flips it.
   *
   * @param where the part that is read, for messages
   */
  public ByteBuffer read(String where, ByteBuffer buffer, long offset) throws IOException {
    int wanted = buffer.remaining();
    if (offset < 0 || offset > size - wanted) {
      throw damaged(
          where, wanted + " bytes at " + offset, "the end of the file at " + Math.max(size, 0));
    }
    try {
      file.readFully(buffer, offset);
    } catch (EOFException e) {
      throw damaged(where, "a file of " + size + " bytes", "one that became shorter");
    }
    return buffer.flip();
  }

  /** Makes the fault of a database that violates its format. */
  public FaultException damaged(String where, Object expected, Object found) {
    return new FaultException(
        ErrorCode.IMAGE_INCOMPLETE,
        "cannot read rpm database \"" + path + "\"",
        where + ": expected " + expected + ", found " + found,
        new Remedy.Advice(
            "run rpmdb --rebuilddb in the system that the tree was made from, and make it again"));
  }

  @Override
  public void close() {
    file.close();
  }
}
