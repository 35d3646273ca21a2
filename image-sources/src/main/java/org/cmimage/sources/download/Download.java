package org.cmimage.sources.download;

import java.net.URI;
import java.util.List;
import java.util.regex.Pattern;
import org.cmimage.sources.location.LocalAddress;

/**
 * A file whose content is known beforehand.
 *
 * @param uris its addresses ({@code http:}, {@code https:}, or a {@link LocalAddress}); the next
 *     one is tried if the previous one has no such file
 * @param sha256 of its content, in lower-case hexadecimal
 * @param size in bytes
 */
public record Download(List<URI> uris, String sha256, long size) {
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  public Download {
    uris = List.copyOf(uris);
    if (uris.isEmpty() || !SHA256.matcher(sha256).matches() || size < 0) {
      throw new IllegalArgumentException(
          "no download: " + uris + ", SHA-256 " + sha256 + ", " + size + " bytes");
    }
  }

  /** Returns the last component of its last address (the first may be a digest), for messages. */
  public String fileName() {
    String path = uris.get(uris.size() - 1).getPath();
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** Returns whether it is in a directory of this machine. */
  public boolean isLocal() {
    return LocalAddress.is(uris.get(0));
  }
}
