package org.cmimage.model.store.sql;

import com.google.common.collect.ImmutableSet;
import com.google.common.io.MoreFiles;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.cmimage.model.store.StoreException;
import org.cmimage.model.store.StoreException.Kind;

/**
 * The checks and preparation of a store's file: on a local file system, in an existing directory,
 * private to its owner.
 */
final class StoreFile {
  /** A lookup of the type of the file system that a directory is on, spelled as in mount tables. */
  interface FileSystemTypes {
    String typeOf(Path directory) throws IOException;
  }

  /**
   * File systems whose locks or shared memory maps are not, or not reliably, shared between hosts
   * (sqlite.org/wal.html §2.1).
   */
  private static final ImmutableSet<String> NETWORK =
      ImmutableSet.of(
          "nfs",
          "nfs4",
          "cifs",
          "smb3",
          "smbfs",
          "ncpfs",
          "afs",
          "9p",
          "ceph",
          "lustre",
          "gpfs",
          "beegfs",
          "ocfs2",
          "gfs2",
          "glusterfs",
          "fuse.glusterfs",
          "fuse.sshfs",
          "fuse.ceph");

  private static final String PROBE = ".cm-image-probe-";

  /** The bytes the database needs beside the file at first. */
  private static final int PROBE_BYTES = 64 << 10;

  private static final Set<PosixFilePermission> PRIVATE =
      PosixFilePermissions.fromString("rw-------");

  private StoreFile() {}

  /** Refuses a path that the driver would misread, and a network file system. */
  static void requireUsable(Path file, FileSystemTypes types) throws StoreException {
    if (file.toString().indexOf('?') >= 0) {
      // The driver parses the text behind this character as settings.
      throw new StoreException(
          Kind.UNUSABLE, "cannot open store " + file + ": its path holds a question mark", null);
    }
    try {
      refuseNetwork(file, types);
    } catch (IOException e) {
      throw failure("open", file, e);
    }
  }

  static void prepare(Path file, FileSystemTypes types) throws StoreException {
    requireUsable(file, types);
    try {
      MoreFiles.createParentDirectories(file);
      createPrivately(file);
    } catch (IOException e) {
      throw failure("open", file, e);
    }
  }

  /** Returns the reason why no file can be written beside the file; empty where it can. */
  static Optional<IOException> refusal(Path file) {
    Path parent = file.getParent();
    if (parent == null) {
      return Optional.empty();
    }
    try {
      Path probe = Files.createTempFile(parent, PROBE, "");
      try {
        Files.write(probe, new byte[PROBE_BYTES]);
      } finally {
        Files.deleteIfExists(probe);
      }
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(e);
    }
  }

  /** Returns the store's failure for an error of the operating system. */
  static StoreException failure(String verb, Path file, IOException e) {
    String reason =
        e instanceof FileSystemException named
            ? named.getReason() == null ? kind(named) : named.getReason()
            : String.valueOf(e.getMessage());
    Kind kind = Kind.UNUSABLE;
    if (reason.contains("No space left") || reason.contains("quota exceeded")) {
      kind = Kind.NO_SPACE;
    } else if (reason.contains("Read-only file system")) {
      kind = Kind.READ_ONLY;
    }
    String where =
        e instanceof FileSystemException named
                && !file.toString().equals(named.getFile())
                && kind == Kind.UNUSABLE
                && !named.getFile().contains(PROBE)
            ? " (" + named.getFile() + ")"
            : "";
    return new StoreException(
        kind,
        "cannot "
            + verb
            + " store "
            + file
            + ": "
            + reason.substring(0, 1).toLowerCase(Locale.ROOT)
            + reason.substring(1)
            + where,
        e);
  }

  private static String kind(FileSystemException e) {
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    } else if (e instanceof NoSuchFileException) {
      return "no such file or directory";
    } else if (e instanceof FileAlreadyExistsException) {
      return "expected a file or directory, found something else";
    }
    return "input/output error";
  }

  private static void refuseNetwork(Path file, FileSystemTypes types)
      throws IOException, StoreException {
    Path existing = nearestExisting(file);
    String type = types.typeOf(existing.toRealPath()).toLowerCase(Locale.ROOT);
    if (NETWORK.contains(type)) {
      throw new StoreException(
          Kind.NETWORK_FILE_SYSTEM,
          "cannot open store "
              + file
              + ": "
              + existing
              + " is on a network file system; expected a local disk, found "
              + type,
          null);
    }
  }

  private static Path nearestExisting(Path path) {
    Path parent = path.getParent();
    return parent == null || Files.exists(path) ? path : nearestExisting(parent);
  }

  /**
   * Creates the file with mode 0600: SQLite would make it readable by all; its companions -wal and
   * -shm inherit the file's mode.
   */
  private static void createPrivately(Path file) throws IOException {
    try {
      Files.createFile(file, PosixFilePermissions.asFileAttribute(PRIVATE));
    } catch (FileAlreadyExistsException e) {
      if (!Files.isRegularFile(file)) {
        throw e;
      }
    }
  }
}
