package org.cmimage.sources.deb;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import org.cmimage.core.LockedPackage;
import org.cmimage.core.spi.PackageInstallation;
import org.cmimage.core.spi.StageProgress;
import org.cmimage.sources.deb.control.BinaryPackage;
import org.cmimage.sources.download.Downloader;

/** A resolved set of Debian packages: their archives and where these come from. */
abstract class DebPackageSet implements PackageInstallation {
  private final ImmutableList<String> origins;
  private final ImmutableList<BinaryPackage> unpacked;
  private final Downloader downloader;
  private final PlannedArchives archives;

  /**
   * Creates a set.
   *
   * @param chosen the sources of the packages
   * @param unpacked the packages, in the order in which they are unpacked
   */
  DebPackageSet(Chosen chosen, Collection<BinaryPackage> unpacked) {
    this.origins = ImmutableList.copyOf(chosen.origins());
    this.unpacked = ImmutableList.copyOf(unpacked);
    this.downloader = chosen.downloader();
    this.archives = new PlannedArchives(unpacked, chosen);
  }

  @Override
  public final List<LockedPackage> versions() {
    return archives.versions();
  }

  @Override
  public final List<PlannedPackage> packages() {
    return archives.planned();
  }

  @Override
  public final List<String> origins() {
    return origins;
  }

  @Override
  public final String digest() {
    return archives.digest(form());
  }

  /** Returns all that the tree depends on but the archives. */
  abstract String form();

  @Override
  public final void fetch(StageProgress progress) throws IOException, InterruptedException {
    DebTools.fetch(downloader, unpacked, progress);
  }

  /** Fetches the archives and unpacks each as soon as it is there. */
  final void fetchAndUnpack(StageProgress progress, FetchAndUnpack.Unpacker unpacker)
      throws IOException, InterruptedException {
    new FetchAndUnpack(downloader, progress, unpacked).run(unpacker);
  }
}
