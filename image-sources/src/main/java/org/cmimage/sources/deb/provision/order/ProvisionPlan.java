package org.cmimage.sources.deb.provision.order;

import java.util.List;
import org.cmimage.core.catalog.Repository;
import org.cmimage.model.Distribution;

/**
 * The facts that the steps need.
 *
 * @param distribution the distribution of the tree's packages
 * @param packages names of all packages in the tree, in the resolver's order: dependencies come
 *     first
 * @param excluded names of packages that are excluded although others depend on them
 * @param kernelRelease such as {@code 6.1.0-49-arm64}; empty if the tree has no kernel
 * @param base the packages that are unpacked and configured first
 * @param repositories the repositories from which nodes get updates; the public mirrors, not those
 *     of the build
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

  /** Returns whether the plan has a package. */
  public boolean has(String packageName) {
    return packages.contains(packageName);
  }
}
