package org.cmimage.core.write;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.host.HostFault;
import org.cmimage.core.syscall.FileStatus;
import org.cmimage.core.syscall.HostCallException;
import org.cmimage.core.tree.NodeType;
import org.cmimage.core.tree.TreeEntry;
import org.cmimage.core.tree.TreeEntry.Kind;
import org.cmimage.core.tree.TreePath;
import org.jspecify.annotations.Nullable;

/** The faults of writing an entry. */
final class WriteFault {
  /**
   * The bytes above which a file system has space: more than one keeps reserved when it reports
   * that it is full.
   */
  private static final long SPACE = 1 << 20;

  private WriteFault() {}

  private static String writing(TreePath path) {
    return "cannot write \"" + path + "\"";
  }

  /** An extended attribute is not allowed, or has a value that the kernel does not accept. */
  static FaultException badAttribute(TreePath path, String attribute, String fact) {
    String name = LostAttribute.shown(attribute);
    return new FaultException(
        ErrorCode.SOURCE_CORRUPT,
        writing(path),
        "extended attribute " + name + " " + fact,
        new Remedy.Advice(
            "make the archive without it: tar --xattrs --xattrs-exclude='"
                + name.replaceFirst("^trusted\\.overlay\\..*", "trusted.overlay.*")
                + "' ..."));
  }

  /** The entry itself is wrong. */
  static FaultException badEntry(TreePath path, String fact) {
    return new FaultException(ErrorCode.SOURCE_CORRUPT, writing(path), fact, new Remedy.None());
  }

  /** An entry cannot be made of what comes before it in the archive. */
  private static FaultException outOfOrder(TreePath path, String fact) {
    return new FaultException(
        ErrorCode.SOURCE_CORRUPT,
        writing(path),
        fact,
        new Remedy.Advice("make the archive again, of the whole tree as it is now"));
  }

  /** A hard link names what the archive does not have before it. */
  static FaultException noTarget(TreePath path, TreePath target) {
    return outOfOrder(
        path,
        "it is a hard link to \""
            + target
            + "\", which is not a file that comes before it in the archive");
  }

  /**
   * What should be a directory above an entry is none, and leads to none.
   *
   * @param way the path of that
   * @param target the target of a symbolic link; empty for anything else
   */
  static FaultException noDirectory(
      TreePath path, TreePath way, FileStatus existing, byte[] target) {
    String fact = "\"" + way + "\" is a " + word(existing.type());
    return outOfOrder(
        path,
        existing.type() == NodeType.SYMLINK
            ? fact + " to \"" + TreePath.printable(target) + "\", which leads to no directory"
            : fact);
  }

  static FaultException taken(TreeEntry entry, FileStatus existing) {
    return badEntry(
        entry.path(),
        "a "
            + word(existing.type())
            + " is there already; found a second entry of kind "
            + word(entry));
  }

  /** Makes the fault of a directory with content that cannot be replaced. */
  static FaultException notEmpty(TreeEntry entry) {
    return new FaultException(
        ErrorCode.SOURCE_CORRUPT,
        writing(entry.path()),
        "a directory that is not empty is there already; found a second entry of kind "
            + word(entry)
            + ", which tar does not extract over it either",
        new Remedy.Advice("make the archive again from the tree as it is now"));
  }

  static FaultException differs(TreeEntry entry, FileStatus existing) {
    return badEntry(
        entry.path(), "a " + word(existing.type()) + " is there already, and it is not the same");
  }

  /** Makes the fault of an error of the kernel; {@code tree} is its path on the host. */
  static FaultException refused(TreeEntry entry, Path tree, HostCallException cause) {
    TreePath path = entry.path();
    String fact = String.valueOf(cause.getMessage());
    return switch (cause.errno()) {
      case "ENOSPC" ->
          hasSpace(tree)
              ? noNodes(path, tree, cause)
              : full(path, tree, "is full", entry.contentSize().orElse(0L), cause);
      case "EDQUOT" -> HostFault.of(writing(path), tree, cause, new Remedy.None());
      case "EROFS" -> HostFault.of(writing(path), tree, cause, new Remedy.None());
      case "EFBIG" ->
          new FaultException(
              ErrorCode.HOST_UNSUITABLE,
              writing(path),
              fact + ", the file is too large for the file system of " + tree,
              new Remedy.Advice("keep images on a file system with larger files, such as xfs"),
              cause);
      case "ENOENT", "EEXIST", "ENOTDIR", "ELOOP", "ENAMETOOLONG", "ENXIO", "EMLINK" ->
          new FaultException(
              ErrorCode.SOURCE_CORRUPT, writing(path), fact, new Remedy.None(), cause);
      default ->
          new FaultException(ErrorCode.INPUT_OUTPUT, writing(path), fact, new Remedy.None(), cause);
    };
  }

  /** Returns whether space is left, in which case inodes are used up. */
  private static boolean hasSpace(Path tree) {
    try {
      return Files.getFileStore(tree).getUsableSpace() > SPACE;
    } catch (IOException notOnThisHost) {
      return false;
    }
  }

  private static FaultException noNodes(TreePath path, Path tree, HostCallException cause) {
    return new FaultException(
        ErrorCode.DISK_FULL,
        writing(path),
        "the file system of " + tree + " has no inodes left",
        new Remedy.Advice(
            "delete files there (see: df -i "
                + HostFault.existing(tree)
                + "), or use a file system that was made with more inodes"),
        cause);
  }

  /** Makes the fault of a file system that is full, or will be soon. */
  static FaultException full(
      TreePath path, Path tree, String fact, long missing, @Nullable Throwable cause) {
    return new FaultException(
        ErrorCode.DISK_FULL,
        writing(path),
        "the file system of " + tree + " " + fact,
        new Remedy.FreeSpace(tree, missing),
        cause);
  }

  private static String word(NodeType type) {
    return switch (type) {
      case REGULAR -> "file";
      case DIRECTORY -> "directory";
      case SYMLINK -> "symbolic link";
      case CHARACTER_DEVICE, BLOCK_DEVICE -> "device";
      case FIFO -> "FIFO";
      case SOCKET -> "socket";
    };
  }

  private static String word(TreeEntry entry) {
    return entry.kind().accept(new Words());
  }

  private static final class Words implements Kind.Handler<String, RuntimeException> {
    @Override
    public String regular(Kind.Regular kind) {
      return word(NodeType.REGULAR);
    }

    @Override
    public String directory(Kind.Directory kind) {
      return word(NodeType.DIRECTORY);
    }

    @Override
    public String symlink(Kind.Symlink kind) {
      return word(NodeType.SYMLINK);
    }

    @Override
    public String hardLink(Kind.HardLink kind) {
      return "hard link";
    }

    @Override
    public String special(Kind.Special kind) {
      return word(kind.type());
    }
  }
}
