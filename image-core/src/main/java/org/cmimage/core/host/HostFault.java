package org.cmimage.core.host;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.syscall.HostCallException;
import org.cmimage.core.tree.TreePath;

/** The conversion of errors of the operating system into faults with their cure. */
public final class HostFault {
  /** The cure for a file system that is mounted read-only. */
  public static final String REMOUNT =
      "Mount it read-write (mount -o remount,rw), then run the same command again; where the kernel"
          + " made it read-only after an error, dmesg says so.";

  private HostFault() {}

  /** An error with a known cure. */
  private enum Refusal {
    NO_SPACE(ErrorCode.DISK_FULL),
    QUOTA(ErrorCode.DISK_FULL),
    READ_ONLY(ErrorCode.HOST_UNSUITABLE),
    NOT_PERMITTED(ErrorCode.HOST_UNSUITABLE),
    ACCESS_DENIED(ErrorCode.HOST_UNSUITABLE);

    private final ErrorCode code;

    Refusal(ErrorCode code) {
      this.code = code;
    }

    private Remedy cure(Path place) {
      return switch (this) {
        case NO_SPACE -> new Remedy.FreeSpace(place, 0);
        case QUOTA ->
            new Remedy.Advice(
                "Free space there or raise the quota (see: quota, repquota, of "
                    + HostPath.text(place)
                    + "), then run the same command again.");
        case READ_ONLY -> new Remedy.Advice(REMOUNT);
        case NOT_PERMITTED ->
            new Remedy.Advice(
                "Look for immutable files (lsattr -Ra), clear them with chattr -i -a,"
                    + " then run the same command again.");
        case ACCESS_DENIED ->
            new Remedy.Advice(
                "Run it as root, and see that root may write there (a network file system"
                    + " may deny that).");
      };
    }
  }

  /**
   * Returns the fault of an operation on the file system, with its cure.
   *
   * @param what the operation, as in {@code cannot remove shared-debian12-aarch64}
   * @param where a path on the file system concerned
   * @param otherwise the remedy where the reason has no cure of its own
   */
  public static FaultException of(String what, Path where, IOException cause, Remedy otherwise) {
    if (cause instanceof FaultException fault) {
      return fault;
    }
    Path place = path(cause).orElse(where);
    Optional<Refusal> refusal = refusal(cause);
    return new FaultException(
        refusal.map(known -> known.code).orElse(ErrorCode.INPUT_OUTPUT),
        what,
        fact(cause),
        refusal.map(known -> known.cure(place)).orElse(otherwise),
        cause);
  }

  /** Returns whether the failure is a full file system: no space, inodes or quota left. */
  public static boolean isFull(IOException cause) {
    return refusal(cause)
        .filter(refusal -> refusal == Refusal.NO_SPACE || refusal == Refusal.QUOTA)
        .isPresent();
  }

  private static Optional<Refusal> refusal(IOException cause) {
    if (cause instanceof HostCallException call) {
      return Optional.ofNullable(
          switch (call.errno()) {
            case "ENOSPC" -> Refusal.NO_SPACE;
            case "EDQUOT" -> Refusal.QUOTA;
            case "EROFS" -> Refusal.READ_ONLY;
            case "EPERM" -> Refusal.NOT_PERMITTED;
            case "EACCES" -> Refusal.ACCESS_DENIED;
            default -> null;
          });
    }
    if (cause instanceof AccessDeniedException) {
      return Optional.of(Refusal.ACCESS_DENIED);
    }
    // The JDK gives only the text of strerror(3).
    String reason =
        cause instanceof FileSystemException file ? file.getReason() : cause.getMessage();
    if (reason == null) {
      return Optional.empty();
    }
    if (reason.contains("No space left on device")) {
      return Optional.of(Refusal.NO_SPACE);
    } else if (reason.contains("Disk quota exceeded")) {
      return Optional.of(Refusal.QUOTA);
    } else if (reason.contains("Read-only file system")) {
      return Optional.of(Refusal.READ_ONLY);
    } else if (reason.contains("Operation not permitted")) {
      return Optional.of(Refusal.NOT_PERMITTED);
    }
    return reason.contains("Permission denied")
        ? Optional.of(Refusal.ACCESS_DENIED)
        : Optional.empty();
  }

  /** Returns the path in the failure, or its nearest existing parent. */
  private static Optional<Path> path(IOException cause) {
    String file = "";
    if (cause instanceof FileSystemException named && named.getFile() != null) {
      file = named.getFile();
    } else if (cause instanceof HostCallException call && call.what().startsWith("/")) {
      file = call.what();
    }
    if (file.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(existing(Path.of(file).toAbsolutePath()));
    } catch (InvalidPathException unspeakable) {
      return Optional.empty();
    }
  }

  /** Returns the path, or its nearest existing parent. */
  public static Path existing(Path path) {
    Path existing = path;
    while (!Files.exists(existing) && existing.getParent() != null) {
      existing = existing.getParent();
    }
    return existing;
  }

  /** Returns the reason in words, with files but without class names of this program or the JDK. */
  public static String fact(IOException cause) {
    String message = cause.getMessage();
    if (cause instanceof FileSystemException file && file.getFile() != null) {
      String reason = file.getReason();
      return "\""
          + TreePath.printable(file.getFile())
          + "\": "
          + (reason == null ? kind(file) : decapitalised(reason));
    }
    if (cause instanceof FileNotFoundException
        || cause instanceof HostCallException
        || cause instanceof FaultException) {
      return String.valueOf(message);
    }
    return message == null ? kind(cause) : message;
  }

  private static String decapitalised(String text) {
    return text.isEmpty()
        ? text
        : text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
  }

  private static String kind(IOException cause) {
    if (cause instanceof NoSuchFileException) {
      return "no such file or directory";
    } else if (cause instanceof AccessDeniedException) {
      return "permission denied";
    } else if (cause instanceof FileAlreadyExistsException) {
      return "it exists already";
    } else if (cause instanceof DirectoryNotEmptyException) {
      return "directory not empty";
    } else if (cause instanceof NotDirectoryException) {
      return "not a directory";
    } else if (cause instanceof FileSystemLoopException) {
      return "too many symbolic links";
    } else if (cause instanceof EOFException) {
      return "it ends early";
    } else if (cause instanceof CharacterCodingException) {
      return "it is not UTF-8";
    }
    return cause instanceof ClosedChannelException ? "it was closed" : "input/output error";
  }
}
