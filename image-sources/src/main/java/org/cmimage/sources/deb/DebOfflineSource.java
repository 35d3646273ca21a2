package org.cmimage.sources.deb;

import java.io.IOException;
import java.nio.file.Path;
import org.cmimage.core.spi.OfflineSource;
import org.cmimage.core.spi.PackageSystem;
import org.cmimage.model.Architecture;
import org.cmimage.sources.deb.repository.RepositoryCopies;

/** A directory of Debian packages and of the package with the emulator. Thread-safe. */
final class DebOfflineSource implements OfflineSource {
  private final DebPackageSystem packages;
  private final RepositoryCopies copies;
  private final DebProgramSource programs;
  private final RepositoryCopies emulator;

  /**
   * Creates a source.
   *
   * @param packages the package system that copies to {@code copies}
   * @param programs the program source that copies to {@code emulator}
   */
  DebOfflineSource(
      DebPackageSystem packages,
      RepositoryCopies copies,
      DebProgramSource programs,
      RepositoryCopies emulator) {
    this.packages = packages;
    this.copies = copies;
    this.programs = programs;
    this.emulator = emulator;
  }

  @Override
  public PackageSystem packages() {
    return packages;
  }

  @Override
  public Path directory() {
    return copies.root();
  }

  @Override
  public void addEmulator(Architecture host, Architecture guest, boolean offline)
      throws IOException, InterruptedException {
    programs.fetch(host, offline);
  }

  @Override
  public Content finish() throws IOException, InterruptedException {
    Content first = copies.finish();
    Content second = emulator.finish();
    return new Content(
        first.packages() + second.packages(),
        first.bytes() + second.bytes(),
        first.copiedBytes() + second.copiedBytes());
  }
}
