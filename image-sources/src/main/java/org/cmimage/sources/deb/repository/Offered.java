package org.cmimage.sources.deb.repository;

import java.util.List;
import org.cmimage.sources.deb.control.BinaryPackage;
import org.cmimage.sources.deb.control.PackageList;

/**
 * The packages that repositories offer.
 *
 * @param lists the indices of the first repository, then of the second, and so on
 * @param notices what was omitted or is unusual, one sentence each
 */
public record Offered(List<PackageList> lists, List<String> notices) {
  public Offered {
    lists = List.copyOf(lists);
    notices = List.copyOf(notices);
  }

  /** Returns the packages of all lists. */
  public List<BinaryPackage> packages() {
    return lists.stream().flatMap(list -> list.packages().stream()).toList();
  }
}
