package org.cmimage.core;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cmimage.model.ComponentKind;
import org.cmimage.model.ComponentName;

/**
 * Where the trees of a request come from. It decides which stages a component goes through.
 *
 * <p>Closed on purpose: whoever plans or shows a request handles every case.
 */
public sealed interface ComponentOrigin {
  /** Returns how packages are installed; empty where none are. */
  default Optional<Repositories> packages() {
    return Optional.empty();
  }

  /**
   * Made from nothing, out of the distribution's packages.
   *
   * @param sources where the packages come from
   * @param additionalPackages installed beside the catalog's set; in a cm-shared tree only where no
   *     other component is asked for
   * @param excludedPackages never installed; dependencies on them are treated as satisfied
   * @param registerBinfmt a handler may be registered on the whole head node where the kernel has
   *     no private ones
   * @param acceleration whether foreign programs may run natively
   * @param preInstallScript a program to run in systems before their packages are configured
   * @param lock a file with the versions to take; of a component that it lacks, or where there is
   *     no such file, it gets the versions that were taken
   * @param nodeImage the path in the cluster of the image whose packages nodes have, so that a
   *     cm-shared tree does without them; empty for what the distribution's images have in any case
   */
  record Repositories(
      PackageSources sources,
      List<String> additionalPackages,
      List<String> excludedPackages,
      boolean registerBinfmt,
      Acceleration acceleration,
      Optional<Path> preInstallScript,
      Optional<Path> lock,
      Optional<String> nodeImage)
      implements ComponentOrigin {
    public Repositories {
      additionalPackages = ImmutableList.copyOf(additionalPackages);
      excludedPackages = ImmutableList.copyOf(excludedPackages);
    }

    /** Without a script, of any versions. */
    public Repositories(
        PackageSources sources,
        List<String> additionalPackages,
        List<String> excludedPackages,
        boolean registerBinfmt,
        Acceleration acceleration) {
      this(
          sources,
          additionalPackages,
          excludedPackages,
          registerBinfmt,
          acceleration,
          Optional.empty(),
          Optional.empty(),
          Optional.empty());
    }

    @Override
    public Optional<Repositories> packages() {
      return Optional.of(this);
    }
  }

  /**
   * Made of what sources offer: a root of the distribution that packages complete, or packages. The
   * base is that of the first source that has one.
   *
   * @param locations paths or URLs of archives, directories and installation media; at least one
   * @param installation how packages are installed
   */
  record Source(List<String> locations, Repositories installation) implements ComponentOrigin {
    public Source {
      if (locations.isEmpty()) {
        throw new IllegalArgumentException("no source");
      }
      locations = ImmutableList.copyOf(locations);
    }

    @Override
    public Optional<Repositories> packages() {
      return Optional.of(installation);
    }
  }

  /**
   * The tree that is there, with other packages. It is changed in a copy, which takes its place.
   *
   * @param wanted what of the installation's packages becomes of those that are there
   * @param removed packages to remove, with what depends on them
   * @param purge whether configuration files of what is removed go too
   * @param installation the packages to install or update, and where they come from
   * @param place where the tree stands, where that is not where components do
   */
  record Change(
      Wanted wanted,
      List<String> removed,
      boolean purge,
      Repositories installation,
      Optional<ComponentName.Place> place)
      implements ComponentOrigin {
    public Change {
      removed = ImmutableList.copyOf(removed);
    }

    /** A change of a tree that stands where components do. */
    public Change(Wanted wanted, List<String> removed, boolean purge, Repositories installation) {
      this(wanted, removed, purge, installation, Optional.empty());
    }

    /** Returns the same change of a tree that may stand elsewhere. */
    Change of(ComponentName component) {
      return new Change(wanted, removed, purge, installation, component.place());
    }

    @Override
    public Optional<Repositories> packages() {
      return Optional.of(installation);
    }

    /** What is brought up to date. */
    public enum Wanted {
      /** The packages are installed; what is there stays, unless it has to change. */
      INSTALLED,
      /** The packages are updated where they are installed. */
      UPDATED,
      /** All that is installed is updated. */
      ALL_UPDATED
    }
  }

  /** Made elsewhere, and packed: an archive for each component that is asked for. */
  record Archives(Map<ComponentKind, Archive> byComponent) implements ComponentOrigin {
    public Archives {
      byComponent = ImmutableMap.copyOf(byComponent);
    }

    /**
     * The archive of one component.
     *
     * @throws IllegalArgumentException where there is none
     */
    public Archive of(ComponentKind kind) {
      Archive archive = byComponent.get(kind);
      if (archive == null) {
        throw new IllegalArgumentException("no archive of " + kind.label());
      }
      return archive;
    }
  }

  /**
   * An archive of a tree.
   *
   * @param location a path or URL
   * @param sha256 the digest it has to have
   * @param checksums a SHA256SUMS file that has to list it, as a path or URL
   * @param reading how it is read
   */
  record Archive(
      String location,
      Optional<String> sha256,
      Optional<String> checksums,
      ArchiveReading reading) {
    /** An archive that is read as most are. */
    public Archive(String location, Optional<String> sha256, Optional<String> checksums) {
      this(location, sha256, checksums, ArchiveReading.PLAIN);
    }
  }

  /** In their places already: nothing of them is changed. */
  record Directories() implements ComponentOrigin {}
}
