package org.cmimage.sources.location;

import com.google.common.collect.ImmutableSet;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.vfs2.FileObject;
import org.apache.commons.vfs2.FileSystemException;
import org.apache.commons.vfs2.FileSystemOptions;
import org.apache.commons.vfs2.impl.StandardFileSystemManager;
import org.apache.commons.vfs2.provider.http5.Http5FileSystemConfigBuilder;
import org.apache.commons.vfs2.provider.sftp.SftpFileSystemConfigBuilder;
import org.cmimage.core.ErrorCode;
import org.cmimage.core.Remedy;
import org.cmimage.core.spi.FaultException;

/**
 * Reads small files from where a user says they are: a path, or a {@code file:}, {@code http:},
 * {@code https:} or {@code sftp:} URL.
 *
 * <p>Commons VFS takes a third of a second to start, so that nothing of it is loaded before the
 * first call, and nothing of it stays open after one. Over SFTP the host has to be known to the
 * user's {@code ~/.ssh/known_hosts}.
 */
public final class VfsLocation {
  private static final Set<String> SCHEMES = ImmutableSet.of("file", "http", "https", "sftp");
  private static final Pattern SCHEME =
      Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*):.*", Pattern.DOTALL);
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private VfsLocation() {}

  /**
   * The content of a file.
   *
   * @param location a path or URL
   * @param limit in bytes; a longer file is refused
   * @throws FaultException where it does not exist, cannot be reached or is too long
   */
  public static byte[] read(String location, int limit) throws IOException {
    Matcher url = SCHEME.matcher(location);
    boolean isUrl = url.matches();
    if (isUrl && !SCHEMES.contains(url.group(1).toLowerCase(Locale.ROOT))) {
      throw new FaultException(
          ErrorCode.INVALID_REQUEST,
          "cannot read "
              + location
              + ": unknown kind of address \""
              + url.group(1)
              + ":\"; expected file, http, https or sftp",
          new Remedy.None());
    }
    try (StandardFileSystemManager manager = new StandardFileSystemManager()) {
      manager.init();
      try (FileObject file =
          isUrl
              ? manager.resolveFile(location, options())
              : manager.toFileObject(new File(location).getAbsoluteFile())) {
        return read(file, limit);
      }
    } catch (FileSystemException e) {
      throw unreadable(
          location, isUrl && !location.toLowerCase(Locale.ROOT).startsWith("file:"), e);
    }
  }

  private static byte[] read(FileObject file, int limit) throws IOException {
    String name = file.getPublicURIString();
    if (!file.exists() || !file.isFile()) {
      throw new FaultException(
          ErrorCode.INVALID_REQUEST,
          "cannot read " + name + ": " + (file.exists() ? "it is not a file" : "it does not exist"),
          new Remedy.UseOtherMirror(name));
    }
    try (InputStream in = file.getContent().getInputStream()) {
      byte[] bytes = in.readNBytes(limit + 1);
      if (bytes.length > limit) {
        throw new FaultException(
            ErrorCode.INVALID_REQUEST,
            "cannot read " + name + ": it is larger than " + limit + " bytes",
            new Remedy.None());
      }
      return bytes;
    }
  }

  private static FileSystemOptions options() throws FileSystemException {
    FileSystemOptions options = new FileSystemOptions();
    Http5FileSystemConfigBuilder http = Http5FileSystemConfigBuilder.getInstance();
    http.setConnectionTimeout(options, TIMEOUT);
    http.setSoTimeout(options, TIMEOUT);
    SftpFileSystemConfigBuilder sftp = SftpFileSystemConfigBuilder.getInstance();
    sftp.setStrictHostKeyChecking(options, "yes");
    sftp.setUserDirIsRoot(options, false);
    sftp.setConnectTimeout(options, TIMEOUT);
    sftp.setSessionTimeout(options, TIMEOUT);
    return options;
  }

  private static FaultException unreadable(
      String location, boolean remote, FileSystemException cause) {
    // A URL may hold a password, so the address is told without its user.
    String name = location.replaceFirst("^([A-Za-z0-9+.-]+://)[^/@]*@", "$1");
    Throwable root = cause;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return new FaultException(
        remote ? ErrorCode.MIRROR_UNREACHABLE : ErrorCode.INVALID_REQUEST,
        "cannot read " + name + ": " + root.getMessage(),
        remote ? new Remedy.UseOtherMirror(name) : new Remedy.None(),
        cause);
  }
}
