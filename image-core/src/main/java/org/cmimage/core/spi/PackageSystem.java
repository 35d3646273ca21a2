package org.cmimage.core.spi;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.cmimage.core.LockedVersions;
import org.cmimage.core.PackageSources;
import org.cmimage.core.catalog.DistributionSpec;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.survey.PackageSurvey;
import org.cmimage.core.tree.TreeView;
import org.cmimage.model.Architecture;
import org.cmimage.model.ComponentKind;

/**
 * The port that makes trees out of a distribution's packages. Implemented by image-sources, once
 * for each package format. Thread-safe.
 */
public interface PackageSystem {
  /** Returns whether this one supports the distribution's package format. */
  boolean supports(DistributionSpec distribution);

  /**
   * Reads the repositories' verified indices and resolves the packages to install. Writes only to
   * the cache.
   *
   * @throws FaultException when a mirror cannot be reached, an index cannot be trusted, or the
   *     packages conflict
   */
  PackageInstallation plan(Query query, StageProgress progress)
      throws IOException, InterruptedException;

  /**
   * Returns what the query's repositories offer of the packages that it names, without resolving
   * them: a repository that cannot be read, or a package that is not there, is a part of the
   * answer. Writes only to the cache.
   *
   * @param host the architecture of the head node
   * @throws FaultException when the places of repositories that the user gave cannot be read
   */
  PackageSurvey survey(Query query, Architecture host, StageProgress progress)
      throws IOException, InterruptedException;

  /**
   * Returns a package system for the components of one plan, which are made at the same time:
   * shared data, such as the repositories' indices, is read once. To be dropped with the plan.
   */
  default PackageSystem forOnePlan() {
    return this;
  }

  /**
   * A request for a resolution.
   *
   * @param kind the component: a system, or, for {@link ComponentKind#CM_SHARED}, a tree of
   *     applications that can be mounted anywhere: each of {@code packages} in {@code
   *     apps/<name>/<version>}, with the dependencies that a software image of its distribution
   *     does not have in any case, and a modulefile {@code modulefiles/<name>/<version>}
   * @param distribution whose packages
   * @param architecture of the tree
   * @param sources of packages
   * @param priorities package priorities of which every package is installed, as {@link
   *     DistributionSpec#priorities()} of the component
   * @param packages names to install, in a system in addition to the essential ones; {@code
   *     NAME=VERSION} and {@code NAME/RELEASE} choose among the versions offered, also ones older
   *     than the base's
   * @param excluded names, or glob patterns, of packages that must not be installed; dependencies
   *     on them are treated as satisfied
   * @param base a system to change; empty for an empty tree. For a tree of applications, the system
   *     of the nodes that it is for: it is not changed, and its packages are not added to the
   *     applications
   * @param lock the only versions to install; empty for any
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

    /** Makes a request for any versions. */
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

    /** Returns a copy that is restricted to these versions. */
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

    /** Returns a copy with other excluded packages. */
    public Query withExcluded(List<String> others) {
      return new Query(
          kind, distribution, architecture, sources, priorities, packages, others, base, lock);
    }

    /** Returns a copy with other packages. */
    public Query withPackages(List<String> others) {
      return new Query(
          kind, distribution, architecture, sources, priorities, others, excluded, base, lock);
    }
  }

  /**
   * A tree with a package database, and the changes to make in addition to the packages of the
   * query. Installed packages stay unchanged unless they have to change. {@code required} packages
   * are not added for their priority.
   *
   * @param tree the system as it is
   * @param removed names of packages to remove, with those that depend on them
   * @param purge whether their configuration files are removed, too
   * @param updates which installed packages are updated to the version the repositories prefer
   */
  record Base(TreeView tree, List<String> removed, boolean purge, Updates updates) {
    public Base {
      removed = List.copyOf(removed);
    }
  }

  /** The installed packages to update. */
  enum Updates {
    /** None, unless an added package needs it, or it is installed already and named. */
    NONE,
    /** Those the query names; missing ones are not installed. */
    NAMED,
    /** All. */
    ALL
  }
}
