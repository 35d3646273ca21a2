package org.cmimage.core.spi;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.cmimage.core.LockedVersions;
import org.cmimage.core.PackageSources;
import org.cmimage.core.catalog.DistributionSpec;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.tree.TreeView;
import org.cmimage.model.Architecture;
import org.cmimage.model.ComponentKind;

/**
 * Makes trees out of a distribution's packages. Implemented by image-sources, one for each package
 * format. Thread-safe.
 */
public interface PackageSystem {
  /** Whether this one handles the distribution's package format. */
  boolean supports(DistributionSpec distribution);

  /**
   * Reads the repositories' verified indices and decides what will be installed. Writes nothing but
   * the cache.
   *
   * @throws FaultException when a mirror cannot be reached, an index cannot be trusted, or the
   *     packages cannot be had together
   */
  PackageInstallation plan(Query query, StageProgress progress)
      throws IOException, InterruptedException;

  /**
   * The same for the components of one plan, which are made at the same time: what they have in
   * common, such as the repositories' indices, is read once. To be forgotten with the plan.
   */
  default PackageSystem forOnePlan() {
    return this;
  }

  /**
   * What is asked for.
   *
   * @param kind what the tree is to be: a system, or, for {@link ComponentKind#CM_SHARED}, a tree
   *     of applications that can be mounted anywhere: each of {@code packages} in {@code
   *     apps/<name>/<version>}, with what it needs and a software image of its distribution does
   *     not have in any case, and a modulefile {@code modulefiles/<name>/<version>}
   * @param distribution whose packages
   * @param architecture made for
   * @param sources where packages come from
   * @param priorities package priorities of which every package is installed, as {@link
   *     DistributionSpec#priorities()} of the component
   * @param packages names to install, in a system beside what is essential; {@code NAME=VERSION}
   *     and {@code NAME/RELEASE} choose among the versions offered, also ones older than what the
   *     base has
   * @param excluded names, or glob patterns, of packages that must not be installed; a dependency
   *     on one counts as met
   * @param base a system to change; empty for an empty tree. For a tree of applications, the system
   *     of the nodes that it is for: it is not changed, and what it has the applications do without
   * @param lock the only versions to install; empty where any will do
   */
  record Query(
      ComponentKind kind,
      DistributionSpec distribution,
      Architecture architecture,
      PackageSources sources,
      List<String> priorities,
      List<String> packages,
      List<String> excluded,
      Optional<Base> base,
      Optional<LockedVersions> lock) {
    public Query {
      priorities = List.copyOf(priorities);
      packages = List.copyOf(packages);
      excluded = List.copyOf(excluded);
    }

    /** Of any versions. */
    public Query(
        ComponentKind kind,
        DistributionSpec distribution,
        Architecture architecture,
        PackageSources sources,
        List<String> priorities,
        List<String> packages,
        List<String> excluded,
        Optional<Base> base) {
      this(
          kind,
          distribution,
          architecture,
          sources,
          priorities,
          packages,
          excluded,
          base,
          Optional.empty());
    }

    /** Returns the same question about these versions alone. */
    public Query withLock(Optional<LockedVersions> versions) {
      return new Query(
          kind,
          distribution,
          architecture,
          sources,
          priorities,
          packages,
          excluded,
          base,
          versions);
    }

    /** Returns the same question, leaving other packages out. */
    public Query withExcluded(List<String> others) {
      return new Query(
          kind, distribution, architecture, sources, priorities, packages, others, base, lock);
    }

    /** Returns the same question about other packages. */
    public Query withPackages(List<String> others) {
      return new Query(
          kind, distribution, architecture, sources, priorities, others, excluded, base, lock);
    }
  }

  /**
   * A tree that has a package database, and what is to be changed in it beside the packages that
   * the query adds. What is installed stays as it is unless it has to change. {@code required}
   * packages are not added for their priority.
   *
   * @param tree the system as it is
   * @param removed names of packages to remove, with what depends on them
   * @param purge whether their configuration files go too
   * @param updates which installed packages are brought to the version the repositories prefer
   */
  record Base(TreeView tree, List<String> removed, boolean purge, Updates updates) {
    public Base {
      removed = List.copyOf(removed);
    }
  }

  /** Which of the installed packages are updated. */
  enum Updates {
    /** None, unless what is added needs it or is installed already and named. */
    NONE,
    /** Those the query names, which are not installed where they are not there yet. */
    NAMED,
    /** All. */
    ALL
  }
}
