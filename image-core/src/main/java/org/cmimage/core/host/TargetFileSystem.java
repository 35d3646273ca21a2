package org.cmimage.core.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.syscall.FileSystemStatus;
import org.cmimage.core.syscall.HostCallException;
import org.cmimage.core.syscall.HostCalls;
import org.cmimage.core.syscall.HostCalls.Handle;

/**
 * The file system for a new tree, examined without writing to it.
 *
 * @param place the directory of the tree, or its nearest existing parent
 */
public record TargetFileSystem(Path place, FileSystemStatus status) {
  /** File systems without owners, links or device files, or without write support. */
  private static final Set<String> UNSUITABLE =
      Set.of(
          "vfat",
          "msdos",
          "exfat",
          "ntfs",
          "ntfs3",
          "fuseblk",
          "hfs",
          "hfsplus",
          "iso9660",
          "udf",
          "squashfs",
          "erofs",
          "cramfs",
          "romfs",
          "proc",
          "sysfs",
          "devpts");

  private static final String ELSEWHERE =
      "keep images on a local file system such as ext4, xfs or btrfs";

  /** Examines the file system that {@code path} is on, or would be. */
  public static TargetFileSystem of(HostCalls calls, Path path) throws IOException {
    for (Path at = path.toAbsolutePath().normalize(); ; ) {
      try (Handle directory = calls.openRoot(at)) {
        return new TargetFileSystem(at, calls.fileSystem(directory));
      } catch (HostCallException e) {
        Path parent = at.getParent();
        if (parent == null || !e.is("ENOENT") && !e.is("ENOTDIR") && !e.is("ELOOP")) {
          throw e;
        }
        at = parent;
      }
    }
  }

  /**
   * Returns the reason why no tree can be made there; empty where it can.
   *
   * @param runsPrograms whether programs in the tree are run
   */
  public Optional<Hindrance> hindrance(boolean runsPrograms) {
    String where = "the file system of " + HostPath.text(place);
    if (status.readOnly()) {
      return Optional.of(
          new Hindrance(
              ErrorCode.HOST_UNSUITABLE, where + " is mounted read-only", HostFault.REMOUNT));
    }
    Optional<String> type = type();
    if (type.filter(UNSUITABLE::contains).isPresent()) {
      return Optional.of(
          new Hindrance(
              ErrorCode.HOST_UNSUITABLE,
              where + " is " + type.get() + ", which cannot hold an image (owners, links, devices)",
              ELSEWHERE));
    }
    return runsPrograms && status.noExec()
        ? Optional.of(
            new Hindrance(
                ErrorCode.HOST_UNSUITABLE,
                where + " is mounted noexec, and programs of the image have to run there",
                "mount it with exec (mount -o remount,exec), or " + ELSEWHERE))
        : Optional.empty();
  }

  private Optional<String> type() {
    try {
      return Optional.of(Files.getFileStore(place).type().toLowerCase(Locale.ROOT));
    } catch (IOException notOfThisHost) {
      return Optional.empty();
    }
  }

  /** Returns a reason where fewer than {@code needed} files can still be made. */
  public Optional<Hindrance> lackOfNodes(long needed) {
    OptionalLong free = status.availableNodes();
    return free.isPresent() && free.getAsLong() < needed
        ? Optional.of(
            new Hindrance(
                ErrorCode.DISK_FULL,
                String.format(
                    Locale.ROOT,
                    "the file system of %s has %d inodes free of %d, and at least %d are needed",
                    HostPath.text(place),
                    free.getAsLong(),
                    status.nodes(),
                    needed),
                "delete files there (see: df -i "
                    + HostPath.text(place)
                    + "), or use a file system that was made with more inodes"))
        : Optional.empty();
  }
}
