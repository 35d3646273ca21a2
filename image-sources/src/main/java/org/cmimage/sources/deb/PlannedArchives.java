package org.cmimage.sources.deb;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.cmimage.core.LockedPackage;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.spi.PackageInstallation.PlannedPackage;
import org.cmimage.sources.deb.control.BinaryPackage;
import org.cmimage.sources.deb.control.PackageList;
import org.cmimage.sources.deb.control.Provenance;
import org.cmimage.sources.download.Download;
import org.cmimage.sources.download.Downloader;

/** The packages of a plan, in the forms that plans and lock files contain. Thread-safe. */
final class PlannedArchives {
  private final ImmutableList<BinaryPackage> byName;
  private final Downloader downloader;
  private final ImmutableMap<String, String> suites;

  PlannedArchives(Collection<BinaryPackage> packages, Chosen chosen) {
    this.byName = ImmutableList.sortedCopyOf(Comparator.comparing(BinaryPackage::name), packages);
    this.downloader = chosen.downloader();
    this.suites = suites(Set.copyOf(packages), chosen.lists());
  }

  /** Returns the suite of each package by the digest of its archive; of several the first. */
  private static ImmutableMap<String, String> suites(
      Set<BinaryPackage> packages, List<PackageList> lists) {
    ImmutableMap.Builder<String, String> suites = ImmutableMap.builder();
    Set<BinaryPackage> open = new HashSet<>(packages);
    Set<String> told = new HashSet<>();
    for (PackageList list : lists) {
      Provenance provenance = list.provenance();
      String suite = provenance.codename().isEmpty() ? provenance.suite() : provenance.codename();
      for (BinaryPackage binary : list.packages()) {
        if (open.remove(binary) && told.add(binary.archive().sha256())) {
          suites.put(binary.archive().sha256(), suite);
        }
      }
    }
    return suites.buildOrThrow();
  }

  /** Returns the packages in the form of a lock file. */
  List<LockedPackage> versions() {
    return byName.stream()
        .map(
            binary ->
                new LockedPackage(
                    binary.name(),
                    binary.version().toString(),
                    binary.architecture(),
                    binary.archive().sha256(),
                    suites.getOrDefault(binary.archive().sha256(), "")))
        .toList();
  }

  /** Returns the packages to install, sorted by name. */
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

  /** Returns whether the archive of a package is in the cache already. */
  private boolean isHere(BinaryPackage binary) {
    try {
      Download download = DebTools.download(binary);
      return download.isLocal() || downloader.cache().contains(download);
    } catch (FaultException e) {
      return false; // reported when it is fetched
    }
  }

  /**
   * Returns a digest of the packages and of their use.
   *
   * @param form the version of the result that they become
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
