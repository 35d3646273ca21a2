package org.cmimage.sources.deb.control;

import java.util.List;

/** The packages of one index, with its provenance. */
public record PackageList(Provenance provenance, List<BinaryPackage> packages) {
  public PackageList {
    packages = List.copyOf(packages);
  }
}
