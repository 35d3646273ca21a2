package org.cmimage.sources.location;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.commons.vfs2.FileContent;
import org.apache.commons.vfs2.FileObject;
import org.apache.commons.vfs2.FileSystemException;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.sources.iso.path.IsoPath;

/** A file of this machine or of another one, to be read as a stream. Immutable; thread-safe. */
public final class LocatedFile {
  private final String name;
  private final String fileName;
  private final Known known;
  private final Opener opener;
  private final Optional<Path> path;

  /** The facts known without reading the file. */
  private record Known(Optional<Long> size, Optional<String> modified) {}

  private interface Opener {
    InputStream open() throws IOException;
  }

  private LocatedFile(
      String name, String fileName, Known known, Opener opener, Optional<Path> path) {
    this.name = name;
    this.fileName = fileName;
    this.known = known;
    this.opener = opener;
    this.path = path;
  }

  /**
   * Finds a file of this machine, or inside an image of it.
   *
   * @throws FaultException if it does not exist or is not a file
   */
  public static LocatedFile of(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new FaultException(
          ErrorCode.INVALID_REQUEST,
          "cannot read " + file,
          Files.exists(file) ? "it is not a file" : "it does not exist",
          remedy(file));
    }
    return new LocatedFile(
        file.toString(),
        String.valueOf(file.getFileName()),
        new Known(Optional.of(Files.size(file)), Optional.of(modified(file))),
        () -> open(file),
        Optional.of(file));
  }

  /**
   * Returns a text that changes with the file: its modification time, and for a file on a medium
   * the size and time of the medium, because writers of reproducible media give a file the same
   * time whatever its content.
   */
  private static String modified(Path file) throws IOException {
    String own = Files.getLastModifiedTime(file).toInstant().toString();
    return file instanceof IsoPath inside
        ? own + " in " + Files.size(inside.image()) + " " + modified(inside.image())
        : own;
  }

  private static Remedy remedy(Path file) {
    String name = file.toString();
    if (Files.isDirectory(file)) {
      return new Remedy.None();
    } else if (Files.exists(file)) {
      return new Remedy.Advice("write what comes out of it to a file, and give that");
    } else if (name.indexOf('\ufffd') >= 0) {
      return new Remedy.Advice(
          "its name is not UTF-8; give it another one, for example by a link: ln -s NAME"
              + " image.tar");
    } else if (name.contains("/~")) {
      return new Remedy.Advice("write the home directory out: shells replace ~ at the start alone");
    }
    return new Remedy.None();
  }

  private static InputStream open(Path file) throws IOException {
    try {
      return Files.newInputStream(file);
    } catch (IOException e) {
      throw new FaultException(
          ErrorCode.INPUT_OUTPUT,
          "cannot read " + file,
          e instanceof AccessDeniedException ? "permission denied" : String.valueOf(e.getMessage()),
          new Remedy.None(),
          e);
    }
  }

  static LocatedFile of(String location, FileObject file) throws IOException {
    FileContent content = file.getContent();
    // Commons VFS returns 0 if a server does not report it.
    Optional<Long> size = known(content::getSize).filter(bytes -> bytes > 0);
    Optional<String> modified = known(content::getLastModifiedTime).map(String::valueOf);
    return new LocatedFile(
        LocationFault.withoutUser(location),
        file.getName().getBaseName(),
        new Known(size, modified),
        () -> VfsLocation.open(location),
        Optional.empty());
  }

  private interface Property<T> {
    T get() throws FileSystemException;
  }

  private static <T> Optional<T> known(Property<T> property) {
    try {
      return Optional.of(property.get());
    } catch (FileSystemException notTold) {
      // Servers need not report it.
      return Optional.empty();
    }
  }

  /** Returns the path or URL, without a password; for messages. */
  public String name() {
    return name;
  }

  /** Returns its path if it is a file of this machine, or inside an image of it. */
  public Optional<Path> path() {
    return path;
  }

  /** Returns the last part of the path, such as {@code image.tar.gz}. */
  public String fileName() {
    return fileName;
  }

  /** Returns its size in bytes, if known. */
  public Optional<Long> size() {
    return known.size();
  }

  /** Returns its time of modification, if known, as a text to be compared for equality. */
  public Optional<String> modified() {
    return known.modified();
  }

  /** Opens its content, from the start. For one thread; to be closed. */
  public InputStream open() throws IOException {
    return opener.open();
  }
}
