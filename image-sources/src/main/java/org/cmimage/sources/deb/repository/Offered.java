package org.cmimage.sources.deb.repository;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.cmimage.sources.deb.control.BinaryPackage;
import org.cmimage.sources.deb.control.PackageList;

/**
 * The packages that repositories offer.
 *
 * @param lists the indices of the first repository, then of the second, and so on
 * @param notices what was omitted or is unusual, one sentence each
 * @param releases the Release files whose signatures were verified
 */
public record Offered(List<PackageList> lists, List<String> notices, List<SignedRelease> releases) {
  public Offered {
    lists = List.copyOf(lists);
    notices = List.copyOf(notices);
    releases = List.copyOf(releases);
  }

  /**
   * A Release file with a verified signature.
   *
   * @param date the time of its creation
   * @param signers the fingerprints of the keys that signed it, in upper case
   */
  public record SignedRelease(Instant date, Set<String> signers) {}

  /** Returns the packages of all lists. */
  public List<BinaryPackage> packages() {
    return lists.stream().flatMap(list -> list.packages().stream()).toList();
  }
}
