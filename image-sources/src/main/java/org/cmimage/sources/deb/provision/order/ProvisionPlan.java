package org.cmimage.sources.deb.provision.order;

import java.util.List;
import org.cmimage.core.catalog.Repository;
import org.cmimage.model.Distribution;

/**
 * What the steps need to know.
 *
 * @param distribution whose packages the tree is made of
 * @param packages names of all packages in the tree, in the resolver's order: what a package needs
 *     comes before it
 * @param excluded names of packages that others depend on and that are left out all the same
 * @param kernelRelease such as {@code 6.1.0-49-arm64}; empty where the tree has no kernel
 * @param base what is unpacked and configured first
 * @param repositories where the nodes get updates from; the public mirrors, not those of the build
 */
public record ProvisionPlan(
    Distribution distribution,
    List<String> packages,
    List<String> excluded,
    String kernelRelease,
    BaseSystem base,
    List<Repository> repositories) {
  public ProvisionPlan {
    packages = List.copyOf(packages);
    excluded = List.copyOf(excluded);
    repositories = List.copyOf(repositories);
  }

  /** Returns whether a package is to be configured. */
  public boolean has(String packageName) {
    return packages.contains(packageName);
  }
}
