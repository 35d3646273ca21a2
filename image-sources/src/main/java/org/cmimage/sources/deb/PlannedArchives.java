package org.cmimage.sources.deb;

import com.google.common.collect.ImmutableList;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.cmimage.core.spi.FaultException;
import org.cmimage.core.spi.PackageInstallation.PlannedPackage;
import org.cmimage.sources.deb.control.BinaryPackage;
import org.cmimage.sources.download.Download;
import org.cmimage.sources.download.Downloader;

/** The packages of a plan, as plans tell them. Thread-safe. */
final class PlannedArchives {
  private final ImmutableList<BinaryPackage> byName;
  private final Downloader downloader;

  PlannedArchives(Collection<BinaryPackage> packages, Downloader downloader) {
    this.byName = ImmutableList.sortedCopyOf(Comparator.comparing(BinaryPackage::name), packages);
    this.downloader = downloader;
  }

  /** What will be installed, sorted by name. */
  List<PlannedPackage> planned() {
    return byName.stream().map(this::planned).toList();
  }

  private PlannedPackage planned(BinaryPackage binary) {
    BinaryPackage.Archive archive = binary.archive();
    return new PlannedPackage(
        binary.name(),
        binary.version().toString(),
        binary.architecture(),
        archive.size(),
        archive.installedBytes(),
        isHere(binary));
  }

  /** Whether nothing has to be fetched for a package. */
  private boolean isHere(BinaryPackage binary) {
    try {
      Download download = DebTools.download(binary);
      return download.isLocal() || downloader.cache().contains(download);
    } catch (FaultException e) {
      return false; // to be reported when it is fetched
    }
  }

  /**
   * A digest of the packages and what is made of them.
   *
   * @param form what is made of them
   */
  String digest(String form) {
    Hasher hasher = Hashing.sha256().newHasher();
    hasher.putString(form + "\n", StandardCharsets.UTF_8);
    for (BinaryPackage binary : byName) {
      hasher.putString(binary + " " + binary.archive().sha256() + "\n", StandardCharsets.UTF_8);
    }
    return hasher.hash().toString();
  }
}
