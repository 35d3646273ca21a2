package org.cmimage.sources.deb.resolve;

import java.util.List;
import org.cmimage.sources.deb.control.BinaryPackage;

/**
 * The packages of a system.
 *
 * @param packages in an order in which each comes after its dependencies; the members of a
 *     dependency cycle are adjacent
 * @param warnings for the user, such as dependencies that are unmet because of an exclusion
 */
public record Resolution(List<BinaryPackage> packages, List<String> warnings) {
  public Resolution {
    packages = List.copyOf(packages);
    warnings = List.copyOf(warnings);
  }
}
