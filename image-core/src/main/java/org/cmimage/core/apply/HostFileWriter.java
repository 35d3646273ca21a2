package org.cmimage.core.apply;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.host.AtomicFile;
import org.cmimage.core.host.Attempt;
import org.cmimage.model.host.HostFile;

/**
 * Writes files of the head node. All new contents are on the disk before the first file is
 * replaced, each by a rename; a failure puts back those that were replaced. After a crash each file
 * is the old or the new one, and writing again completes the work. The former content of each
 * changed file is kept as a backup.
 *
 * <p>Files are bytes: what is not UTF-8 in an administrator's lines stays as it is. For one thread.
 */
final class HostFileWriter {
  private static final int LARGEST = 16 << 20;
  private static final String NEW_FILE = "rw-r--r--";
  private static final Remedy AGAIN = new Remedy.Advice("then run: cm-image apply");

  private final ClusterLayout layout;

  HostFileWriter(ClusterLayout layout) {
    this.layout = layout;
  }

  /** Returns the changes that files need; changes nothing. */
  List<HostFileChange> changes(List<HostFile> files) throws IOException {
    List<HostFileChange> changes = new ArrayList<>();
    for (HostFile file : files) {
      if (isLeftAlone(file)) {
        continue;
      }
      Optional<String> before = read(file.path());
      String after = after(file, before.orElse(""));
      boolean isGone = after.isEmpty() && (before.isEmpty() || file.form() != HostFile.Form.BLOCK);
      Optional<String> wanted = isGone ? Optional.empty() : Optional.of(after);
      if (!before.equals(wanted)) {
        changes.add(new HostFileChange(file.path(), before, wanted));
      }
    }
    return changes;
  }

  /**
   * Returns whether a file is an administrator's, and not needed.
   *
   * @throws FaultException where it is an administrator's, and needed
   */
  private boolean isLeftAlone(HostFile file) throws IOException {
    if (file.form() != HostFile.Form.MARKED) {
      return false;
    }
    Path path = layout.resolve(file.path());
    boolean isNeeded = !file.content().isEmpty();
    if (!isNeeded && !Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
      return true;
    }
    boolean isTheirs =
        read(file.path()).filter(text -> !text.startsWith(HostFile.MARK)).isPresent();
    if (isTheirs && isNeeded) {
      throw new FaultException(
          ErrorCode.HOST_UNSUITABLE,
          "cannot write " + file.path(),
          "cm-image did not make it",
          new Remedy.Advice("move it away, then run: cm-image apply"));
    }
    return isTheirs;
  }

  private static String after(HostFile file, String before) {
    String content = bytes(file.content());
    return switch (file.form()) {
      case WHOLE, MARKED -> content;
      case BLOCK -> MarkedBlock.put(before, content);
    };
  }

  /** Returns a text whose characters are the bytes of its UTF-8. */
  private static String bytes(String text) {
    return new String(text.getBytes(UTF_8), ISO_8859_1);
  }

  private Optional<String> read(String path) throws IOException {
    Path file = file(path);
    try {
      if (Files.size(file) > LARGEST) {
        throw refusal(path, "it has more than " + (LARGEST >> 20) + " MiB");
      }
      return Optional.of(Files.readString(file, ISO_8859_1));
    } catch (NoSuchFileException none) {
      return Optional.empty();
    } catch (IOException e) {
      throw new Attempt("cannot read " + path, file, AGAIN).fault(e);
    }
  }

  /** Returns the place of a file, which a link must not lead out of the cluster's root. */
  private Path file(String path) throws IOException {
    Path file = layout.resolve(path);
    if (Files.isSymbolicLink(file)) {
      throw refusal(path, "it is a symbolic link");
    }
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS) && !Files.isRegularFile(file)) {
      throw refusal(path, "it is not a regular file");
    }
    Path directory = requireNonNull(file.getParent());
    if (Files.exists(directory) && !directory.toRealPath().startsWith(layout.root().toRealPath())) {
      throw refusal(path, "a symbolic link leads out of " + layout.root());
    }
    return file;
  }

  private static FaultException refusal(String path, String fact) {
    return new FaultException(
        ErrorCode.HOST_UNSUITABLE,
        "cannot write " + path,
        fact,
        new Remedy.Advice("make it a regular file, then run: cm-image apply"));
  }

  /** Makes all changes, or none. */
  void write(List<HostFileChange> changes) throws IOException {
    Map<HostFileChange, AtomicFile.Prepared> prepared = new LinkedHashMap<>();
    List<HostFileChange> done = new ArrayList<>();
    String path = "";
    try {
      for (HostFileChange change : changes) {
        path = change.path();
        backUp(change);
        if (change.after().isPresent()) {
          prepared.put(change, prepare(change, change.after().get()));
        }
      }
      for (HostFileChange change : changes) {
        path = change.path();
        AtomicFile.Prepared next = prepared.get(change);
        if (next != null) {
          next.replace();
        } else {
          delete(layout.resolve(path));
        }
        done.add(change);
      }
    } catch (IOException e) {
      FaultException fault =
          new Attempt("cannot write " + path, layout.resolve(path), AGAIN).fault(e);
      undo(done, fault);
      throw fault;
    } finally {
      for (AtomicFile.Prepared each : prepared.values()) {
        each.close();
      }
    }
  }

  private void backUp(HostFileChange change) throws IOException {
    if (change.before().isPresent()) {
      Path backup = layout.backup(change.path());
      Files.createDirectories(requireNonNull(backup.getParent()));
      AtomicFile.write(backup, change.before().get().getBytes(ISO_8859_1));
    }
  }

  private AtomicFile.Prepared prepare(HostFileChange change, String content) throws IOException {
    Path file = file(change.path());
    Files.createDirectories(requireNonNull(file.getParent()));
    String permissions =
        Files.exists(file)
            ? PosixFilePermissions.toString(Files.getPosixFilePermissions(file))
            : NEW_FILE;
    return AtomicFile.prepare(file, permissions, content.getBytes(ISO_8859_1));
  }

  private static void delete(Path file) throws IOException {
    Files.deleteIfExists(file);
    AtomicFile.sync(requireNonNull(file.getParent()));
  }

  private void undo(List<HostFileChange> done, FaultException fault) {
    for (HostFileChange change : done) {
      Path file = layout.resolve(change.path());
      try {
        if (change.before().isPresent()) {
          AtomicFile.write(file, change.before().get().getBytes(ISO_8859_1));
        } else {
          Files.deleteIfExists(file);
        }
      } catch (IOException e) {
        fault.addSuppressed(e);
      }
    }
  }
}
