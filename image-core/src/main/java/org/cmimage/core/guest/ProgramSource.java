package org.cmimage.core.guest;

import java.io.IOException;
import java.nio.file.Path;
import org.cmimage.model.Architecture;

/**
 * Where a program for the head node comes from that the head node itself has not: out of a
 * distribution's package, verified like every package, kept in the cache. Implemented by
 * image-sources.
 */
public interface ProgramSource {
  /**
   * The static QEMU user emulator for {@code guest} that runs on {@code host}.
   *
   * @return an executable file in the cache; the same file at every call
   */
  Path emulator(Architecture host, Architecture guest) throws IOException, InterruptedException;
}
