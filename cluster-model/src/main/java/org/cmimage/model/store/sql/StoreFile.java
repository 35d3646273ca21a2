package org.cmimage.model.store.sql;

import com.google.common.collect.ImmutableSet;
import com.google.common.io.MoreFiles;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Set;
import org.cmimage.model.store.StoreException;
import org.cmimage.model.store.StoreException.Kind;

/**
 * The file a store lives in, made ready for the database: on a local file system, in an existing
 * directory, private to its owner.
 */
final class StoreFile {
  /** Tells the type of the file system a directory is on, as mount tables spell it. */
  interface FileSystemTypes {
    String typeOf(Path directory) throws IOException;
  }

  /**
   * File systems whose locks or shared memory maps do not reach, or not reliably, to other hosts
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

  private static final Set<PosixFilePermission> PRIVATE =
      PosixFilePermissions.fromString("rw-------");

  private StoreFile() {}

  static void prepare(Path file, FileSystemTypes types) throws StoreException {
    if (file.toString().indexOf('?') >= 0) {
      // The driver would take what follows for settings.
      throw new StoreException(
          Kind.UNUSABLE, "cannot open store " + file + ": its path holds a question mark", null);
    }
    try {
      refuseNetwork(file, types);
      MoreFiles.createParentDirectories(file);
      createPrivately(file);
    } catch (IOException e) {
      throw new StoreException(Kind.UNUSABLE, "cannot open store " + file + ": " + e, e);
    }
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
   * SQLite would create the file readable by all; its companions -wal and -shm take over the file's
   * mode.
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
