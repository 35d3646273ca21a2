package org.cmimage.sources.deb.resolve;

import java.util.List;
import org.cmimage.sources.deb.control.BinaryPackage;

/**
 * The packages that make a system.
 *
 * @param packages in an order in which each comes after what it needs; packages that need each
 *     other stand together
 * @param warnings what the user should know, such as dependencies that are not met because of an
 *     exclusion
 */
public record Resolution(List<BinaryPackage> packages, List<String> warnings) {
  public Resolution {
    packages = List.copyOf(packages);
    warnings = List.copyOf(warnings);
  }
}
