package org.cmimage.sources.location;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import org.cmimage.sources.bytes.FileBytes;
import org.cmimage.sources.bytes.OpenBytes;
import org.cmimage.sources.iso.path.IsoPath;

/** What is on this machine: {@code file:}, and {@code iso:} inside an image. */
public final class LocalAddress {
  private LocalAddress() {}

  /** Returns whether an address is one. */
  public static boolean is(URI address) {
    return "file".equalsIgnoreCase(address.getScheme())
        || IsoPath.SCHEME.equalsIgnoreCase(address.getScheme());
  }

  /**
   * Returns what an address names; it need not be there.
   *
   * @throws IllegalArgumentException where it is of another kind, or malformed
   */
  public static Path path(URI address) {
    return IsoPath.SCHEME.equalsIgnoreCase(address.getScheme())
        ? IsoPath.of(address)
        : Path.of(address);
  }

  /** Opens the file at a path that {@link #path} gave, or a plain one. */
  public static OpenBytes open(Path file) throws IOException {
    return file instanceof IsoPath inside ? inside.open() : FileBytes.open(file);
  }
}
