package org.cmimage.core.host;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.Closeable;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The atomic replacement of whole files: a reader finds the old content or the new one, also after
 * a crash. Several threads and processes may replace the same file at the same time; the last one
 * counts. The file's directory must exist. A thread that is interrupted replaces a file like any
 * other, so that the end of a run can be recorded.
 */
public final class AtomicFile {
  /** The suffix of the names of unfinished files, and so of leftovers of a crash. */
  private static final String UNFINISHED = ".next";

  private static final FileAttribute<?> READABLE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r--r--"));

  private static final String BY_UMASK = "";

  /**
   * The limit of a name's length in bytes, beyond which that of the unfinished file would exceed
   * NAME_MAX.
   */
  private static final int LONGEST = 225;

  private AtomicFile() {}

  /** A writer of the content of a file. */
  @FunctionalInterface
  public interface Content {
    /** Writes the whole content; does not close the stream. */
    void writeTo(OutputStream out) throws IOException;
  }

  /** The state after a power failure. */
  public enum Durability {
    /** The file has its new content, which is on the disk when the call returns. */
    SYNCED,
    /**
     * Undefined: for files that are checked before they are used, or that are not worth waiting for
     * the disk.
     */
    UNSYNCED
  }

  /** Replaces a file's text, as UTF-8, synced. */
  public static void write(Path file, String text) throws IOException {
    write(file, text.getBytes(UTF_8));
  }

  /** Replaces a file's bytes, synced. */
  public static void write(Path file, byte[] bytes) throws IOException {
    replace(file, BY_UMASK, Durability.SYNCED, out -> out.write(bytes));
  }

  /** Replaces a file's content, synced. */
  public static void write(Path file, Content content) throws IOException {
    replace(file, BY_UMASK, Durability.SYNCED, content);
  }

  /** Replaces a file's text, as UTF-8, with this durability. */
  public static void write(Path file, Durability durability, String text) throws IOException {
    byte[] bytes = text.getBytes(UTF_8);
    replace(file, BY_UMASK, durability, out -> out.write(bytes));
  }

  /** Replaces a file's content, with this durability. */
  public static void write(Path file, Durability durability, Content content) throws IOException {
    replace(file, BY_UMASK, durability, content);
  }

  /**
   * Replaces a file's content and permissions.
   *
   * @param permissions such as {@code rwxr-xr-x}, whatever the umask
   */
  public static void write(Path file, String permissions, Durability durability, Content content)
      throws IOException {
    replace(file, permissions, durability, content);
  }

  /**
   * Writes the new content of a file beside it, synced, so that replacing it needs no room any
   * more. To be closed, replaced or not.
   *
   * @param permissions such as {@code rwxr-xr-x}, whatever the umask
   */
  public static Prepared prepare(Path file, String permissions, byte[] content) throws IOException {
    Path directory = requireNonNull(file.toAbsolutePath().getParent());
    deleteUnfinished(directory, file.getFileName() + ".*");
    return prepare(file, permissions, Durability.SYNCED, out -> out.write(content));
  }

  private static Prepared prepare(
      Path file, String permissions, Durability durability, Content content) throws IOException {
    Path directory = requireNonNull(file.toAbsolutePath().getParent());
    Path next = Files.createTempFile(directory, beginning(file), UNFINISHED, READABLE);
    Prepared prepared = new Prepared(file, next, durability);
    try {
      fill(next, durability, content);
      if (!permissions.equals(BY_UMASK)) {
        Files.setPosixFilePermissions(next, PosixFilePermissions.fromString(permissions));
      }
    } catch (IOException | RuntimeException | Error e) {
      prepared.close();
      throw e;
    }
    return prepared;
  }

  /** The new content of a file that is still the old one. */
  public static final class Prepared implements Closeable {
    private final Path file;
    private final Path next;
    private final Durability durability;

    private Prepared(Path file, Path next, Durability durability) {
      this.file = file;
      this.next = next;
      this.durability = durability;
    }

    /** Replaces the file. */
    public void replace() throws IOException {
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
      if (durability == Durability.SYNCED) {
        sync(requireNonNull(file.toAbsolutePath().getParent()));
      }
    }

    /** Deletes the new content, if it has not replaced the file. */
    @Override
    public void close() throws IOException {
      Files.deleteIfExists(next);
    }
  }

  private static void replace(Path file, String permissions, Durability durability, Content content)
      throws IOException {
    try (Prepared prepared = prepare(file, permissions, durability, content)) {
      prepared.replace();
    }
  }

  /** Returns the beginning of the name of an unfinished file, for messages about leftovers. */
  private static String beginning(Path file) {
    String name = file.getFileName() + ".";
    return name.getBytes(UTF_8).length > LONGEST ? "" : name;
  }

  private static void fill(Path file, Durability durability, Content content) throws IOException {
    // Not a channel, which an interruption would close.
    try (FileOutputStream out = new FileOutputStream(file.toFile())) {
      content.writeTo(out);
      if (durability == Durability.SYNCED) {
        out.getFD().sync();
      }
    }
  }

  /**
   * Deletes the unfinished files that crashes left in a directory. To be called where nobody
   * replaces a file in it; has no effect where the directory does not exist.
   */
  public static void clear(Path directory) throws IOException {
    deleteUnfinished(directory, "*");
  }

  private static void deleteUnfinished(Path directory, String beginning) throws IOException {
    try (DirectoryStream<Path> leftovers =
        Files.newDirectoryStream(directory, beginning + "[0-9]" + UNFINISHED)) {
      for (Path leftover : leftovers) {
        Files.deleteIfExists(leftover);
      }
    } catch (NoSuchFileException none) {
      // nothing was written
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }

  /** Writes a directory's names to the disk. */
  public static void sync(Path directory) throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      while (!isSynced(directory)) {
        interrupted = true;
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Returns false where an interruption, which is cleared, closed the directory. */
  private static boolean isSynced(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
      return true;
    } catch (ClosedByInterruptException e) {
      Thread.interrupted();
      return false;
    }
  }
}
