package org.cmimage.core.guest;

import java.io.IOException;
import java.nio.file.Path;
import org.cmimage.model.Architecture;

/**
 * A source of programs that the head node lacks: from a distribution's package, verified like every
 * package, kept in the cache. Implemented by image-sources.
 */
public interface ProgramSource {
  /**
   * Returns the static QEMU user emulator for {@code guest} that runs on {@code host}.
   *
   * @param offline whether only what is in the cache may be used
   * @return an executable file in the cache; the same file at every call
   */
  Path emulator(Architecture host, Architecture guest, boolean offline)
      throws IOException, InterruptedException;
}
