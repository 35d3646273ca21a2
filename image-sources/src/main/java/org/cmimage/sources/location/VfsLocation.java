package org.cmimage.sources.location;

import com.google.common.collect.ImmutableSet;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.vfs2.FileObject;
import org.apache.commons.vfs2.FileSystemException;
import org.apache.commons.vfs2.impl.DefaultFileSystemManager;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.sources.iso.path.IsoPath;

/**
 * Reads files at locations that a user gives: a path, or a {@code file:}, {@code http:}, {@code
 * https:} or {@code sftp:} URL; or {@code iso:IMAGE!/PATH} inside an ISO 9660 image.
 *
 * <p>Commons VFS takes a third of a second to start, so none of it is loaded before the first call,
 * and none of it stays open after one. A user and password may be part of a URL. HTTPS servers need
 * a certificate that Java trusts; for SFTP the host must be in the user's {@code
 * ~/.ssh/known_hosts}.
 */
public final class VfsLocation {
  private static final Set<String> SCHEMES =
      ImmutableSet.of("file", "http", "https", "sftp", IsoPath.SCHEME);
  private static final Pattern SCHEME =
      Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*):.*", Pattern.DOTALL);

  private VfsLocation() {}

  /** Returns an address for messages, without user and password. */
  public static String shown(String location) {
    return LocationFault.withoutUser(location);
  }

  /**
   * Returns the content of a small file.
   *
   * @param location a path or URL
   * @param limit in bytes; a longer file is refused
   * @throws FaultException if it does not exist, cannot be reached or is too long
   */
  public static byte[] read(String location, int limit) throws IOException {
    LocatedFile file = find(location);
    try (InputStream in = file.open()) {
      byte[] bytes = in.readNBytes(limit + 1);
      if (bytes.length > limit) {
        throw new FaultException(
            ErrorCode.INVALID_REQUEST,
            "cannot read " + file.name(),
            "it is larger than " + limit + " bytes",
            new Remedy.None());
      }
      return bytes;
    }
  }

  /**
   * Returns the content of a small file; empty if it does not exist.
   *
   * @param location a path or URL
   * @param limit in bytes; a longer file is refused
   * @throws FaultException if it cannot be reached or is too long
   */
  public static Optional<byte[]> readIfThere(String location, int limit) throws IOException {
    Optional<Path> local = localPath(location);
    boolean exists =
        local.isPresent() ? Files.exists(local.get()) : withFile(location, FileObject::exists);
    return exists ? Optional.of(read(location, limit)) : Optional.empty();
  }

  /**
   * Finds a file without reading it.
   *
   * @param location a path or URL
   * @throws FaultException if it does not exist, is not a file, or cannot be reached
   */
  public static LocatedFile find(String location) throws IOException {
    Optional<Path> local = localPath(location);
    if (local.isPresent()) {
      return LocatedFile.of(local.get());
    }
    return withFile(
        location,
        file -> {
          demandFile(file);
          return LocatedFile.of(location, file);
        });
  }

  /** Returns the directory of this machine at a location; empty if it is not one. */
  public static Optional<Path> directory(String location) throws IOException {
    return localPath(location).filter(Files::isDirectory);
  }

  /**
   * Returns whether a location can be read without network.
   *
   * @throws FaultException if it is neither a path nor a known kind of URL
   */
  public static boolean isLocal(String location) throws FaultException {
    return localPath(location).isPresent();
  }

  /**
   * Fails if a location needs a network that is forbidden.
   *
   * @param offline whether the network is forbidden
   */
  public static void requireReachable(String location, boolean offline) throws FaultException {
    if (offline && !isLocal(location)) {
      throw new FaultException(
          ErrorCode.INVALID_REQUEST,
          "cannot read " + shown(location),
          "--air-gapped forbids downloading",
          new Remedy.Advice("copy it to this machine, and name the copy"));
    }
  }

  /** Returns the path of a file of this machine; empty for one that needs a network. */
  private static Optional<Path> localPath(String location) throws FaultException {
    try {
      if (!isUrl(location)) {
        return Optional.of(Path.of(location).toAbsolutePath());
      }
      String scheme = location.substring(0, location.indexOf(':')).toLowerCase(Locale.ROOT);
      return scheme.equals("file") || scheme.equals(IsoPath.SCHEME)
          ? Optional.of(LocalAddress.path(lenient(location)))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      throw new FaultException(
          ErrorCode.INVALID_REQUEST,
          "cannot read " + location,
          String.valueOf(e.getMessage()),
          new Remedy.Advice("name a file of this machine by its path alone: /DIRECTORY/FILE"),
          e);
    }
  }

  /** Parses an address as curl does: the host of RFC 8089 may be named, and blanks may be plain. */
  private static URI lenient(String location) {
    return URI.create(
        location.replaceFirst("^((?i)file):///*localhost/", "$1:///").replace(" ", "%20"));
  }

  /** Opens a stream on a file that needs a network; closing it stops Commons VFS. */
  static InputStream open(String location) throws IOException {
    DefaultFileSystemManager manager = RemoteAccess.start();
    try {
      InputStream in = RemoteAccess.resolve(manager, location).getContent().getInputStream();
      return new FilterInputStream(in) {
        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
          try {
            return in.read(buffer, offset, length);
          } catch (IOException e) {
            throw LocationFault.unreachable(location, e);
          }
        }

        @Override
        public void close() {
          // Closing the stream first would read all its remaining bytes.
          manager.close();
        }
      };
    } catch (FileSystemException e) {
      manager.close();
      throw LocationFault.unreachable(location, e);
    }
  }

  /**
   * Returns whether a location is a URL; an existing file is not one, whatever colons its name has:
   * {@code rocky8:8.x.tar}.
   */
  private static boolean isUrl(String location) throws FaultException {
    Matcher url = SCHEME.matcher(location);
    if (!url.matches()) {
      return false;
    }
    boolean known = SCHEMES.contains(url.group(1).toLowerCase(Locale.ROOT));
    boolean hierarchical = location.startsWith("/", url.group(1).length() + 1);
    if (known && hierarchical) {
      return true;
    } else if (Files.exists(Path.of(location))) {
      return false;
    } else if (!known) {
      throw new FaultException(
          ErrorCode.INVALID_REQUEST,
          "cannot read " + location,
          "there is no such file, and \""
              + url.group(1)
              + ":\" is not a known kind of address; expected file, http, https or sftp",
          new Remedy.Advice(
              "check the path; to name a file with a colon in its name in any case: ./NAME"));
    }
    return true;
  }

  private interface Use<T> {
    T of(FileObject file) throws IOException;
  }

  private static <T> T withFile(String url, Use<T> use) throws IOException {
    try (DefaultFileSystemManager manager = RemoteAccess.start();
        FileObject file = RemoteAccess.resolve(manager, url)) {
      return use.of(file);
    } catch (FileSystemException e) {
      throw LocationFault.unreachable(url, e);
    }
  }

  private static void demandFile(FileObject file) throws IOException {
    if (!file.exists() || !file.isFile()) {
      String name = file.getPublicURIString();
      throw new FaultException(
          ErrorCode.INVALID_REQUEST,
          "cannot read " + name,
          file.exists() ? "it is not a file" : "it does not exist",
          new Remedy.Advice("check the address"));
    }
  }
}
