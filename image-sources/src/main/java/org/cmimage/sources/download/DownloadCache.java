package org.cmimage.sources.download;

import com.google.common.hash.HashCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Optional;
import org.cmimage.core.codec.Digests;

/**
 * Files by the SHA-256 of their content, {@code sha256/ab/abcdef...} below the cache's directory,
 * shared by all builds of all processes. Unfinished downloads are in {@code partial/}. Thread-safe.
 */
public final class DownloadCache {
  private final Path directory;

  /** Creates a cache in a directory that need not exist yet. */
  public DownloadCache(Path directory) {
    this.directory = directory;
  }

  /** Returns the cache's directory. */
  public Path directory() {
    return directory;
  }

  /** Returns whether a file with the digest exists; it is not read. */
  public boolean contains(Download download) {
    try {
      return Files.size(path(download.sha256())) == download.size();
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Returns the file of a content; empty if there is none. It is read once for verification; a
   * damaged one is deleted.
   */
  Optional<Path> find(Download download) throws IOException, InterruptedException {
    Path file = path(download.sha256());
    if (!contains(download)) {
      return Optional.empty();
    }
    try {
      if (digest(file).toString().equals(download.sha256())) {
        return Optional.of(file);
      }
    } catch (NoSuchFileException e) {
      return Optional.empty(); // another process deleted it
    }
    Files.deleteIfExists(file);
    return Optional.empty();
  }

  /** Returns the path of a content's file, which need not exist. */
  Path path(String sha256) {
    return directory.resolve("sha256").resolve(sha256.substring(0, 2)).resolve(sha256);
  }

  /** Returns the path of a file while it is being fetched. */
  Path partial(String sha256) {
    return directory.resolve("partial").resolve(sha256);
  }

  /** Returns the SHA-256 of a file. */
  public static HashCode digest(Path file) throws IOException, InterruptedException {
    MessageDigest digest = Digests.newSha256();
    byte[] block = new byte[1 << 16];
    try (InputStream in = Files.newInputStream(file)) {
      for (int n = in.read(block); n >= 0; n = in.read(block)) {
        digest.update(block, 0, n);
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
      }
    }
    return HashCode.fromBytes(digest.digest());
  }
}
