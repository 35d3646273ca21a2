package org.cmimage.sources.location;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import org.cmimage.sources.bytes.FileBytes;
import org.cmimage.sources.bytes.OpenBytes;
import org.cmimage.sources.iso.path.IsoPath;

/** The addresses of files on this machine: {@code file:}, and {@code iso:} inside an image. */
public final class LocalAddress {
  private LocalAddress() {}

  /** Returns whether an address is a local one. */
  public static boolean is(URI address) {
    return "file".equalsIgnoreCase(address.getScheme())
        || IsoPath.SCHEME.equalsIgnoreCase(address.getScheme());
  }

  /**
   * Returns the path of a local address, which need not exist.
   *
   * @throws IllegalArgumentException if it is of another kind, or malformed
   */
  public static Path path(URI address) {
    return IsoPath.SCHEME.equalsIgnoreCase(address.getScheme())
        ? IsoPath.of(address)
        : Path.of(address);
  }

  /** Opens the file at a path that {@link #path} returned, or a plain one. */
  public static OpenBytes open(Path file) throws IOException {
    return file instanceof IsoPath inside ? inside.open() : FileBytes.open(file);
  }
}
