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
 * The origin of a request's trees, which determines the stages of a component.
 *
 * <p>Sealed, so that all code that plans or shows a request handles every case.
 */
public sealed interface ComponentOrigin {
  /** Returns how packages are installed; empty where none are. */
  Optional<Repositories> packages();

  /** Returns the verb for what a run does, such as {@code create}. */
  String verb();

  /** Returns whether the trees are in their places already and stay as they are. */
  boolean isInPlace();

  /** Calls the method of {@code handler} for trees that come from here. */
  <R, X extends Exception> R accept(Handler<R, X> handler) throws X;

  /**
   * Made from nothing, out of the distribution's packages.
   *
   * @param sources the sources of packages
   * @param additionalPackages installed in addition to the catalog's set; in a cm-shared tree only
   *     where no other component is requested
   * @param excludedPackages never installed; dependencies on them are treated as satisfied
   * @param registerBinfmt a handler may be registered on the whole head node where the kernel has
   *     no private ones
   * @param acceleration whether foreign programs may run natively
   * @param preInstallScript a program to run in systems before their packages are configured
   * @param lock a file with the versions to install; for a component that it lacks, or where there
   *     is no such file, the installed versions are added to it
   * @param nodeImage the path in the cluster of the nodes' image, whose packages are not added to a
   *     cm-shared tree; empty for those that the distribution's images have in any case
   * @param kernel the kernel of systems: a flavour of the catalog or a package; empty for the
   *     catalog's
   */
  record Repositories(
      PackageSources sources,
      List<String> additionalPackages,
      List<String> excludedPackages,
      boolean registerBinfmt,
      Acceleration acceleration,
      Optional<Path> preInstallScript,
      Optional<Path> lock,
      Optional<String> nodeImage,
      Optional<String> kernel)
      implements ComponentOrigin {
    public Repositories {
      additionalPackages = ImmutableList.copyOf(additionalPackages);
      excludedPackages = ImmutableList.copyOf(excludedPackages);
    }

    /** Makes an origin without a script, of any versions. */
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
          Optional.empty(),
          Optional.empty());
    }

    @Override
    public Optional<Repositories> packages() {
      return Optional.of(this);
    }

    @Override
    public String verb() {
      return "create";
    }

    @Override
    public boolean isInPlace() {
      return false;
    }

    @Override
    public <R, X extends Exception> R accept(Handler<R, X> handler) throws X {
      return handler.repositories(this);
    }
  }

  /**
   * Made from the content of sources: a root of the distribution that packages complete, or
   * packages. The base is that of the first source that has one.
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

    @Override
    public String verb() {
      return "create";
    }

    @Override
    public boolean isInPlace() {
      return false;
    }

    @Override
    public <R, X extends Exception> R accept(Handler<R, X> handler) throws X {
      return handler.source(this);
    }
  }

  /**
   * The existing tree, with other packages. A copy of it is changed, and then replaces it.
   *
   * @param wanted the change of the named packages
   * @param removed packages to remove, with those that depend on them
   * @param purge whether configuration files of removed packages are removed, too
   * @param installation the packages to install or update, and their sources
   * @param place the tree's place, where that is not a component's default
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

    /** Makes a change of a tree at a component's default place. */
    public Change(Wanted wanted, List<String> removed, boolean purge, Repositories installation) {
      this(wanted, removed, purge, installation, Optional.empty());
    }

    /** Returns the same change of a tree that may be elsewhere. */
    Change of(ComponentName component) {
      return new Change(wanted, removed, purge, installation, component.place());
    }

    @Override
    public Optional<Repositories> packages() {
      return Optional.of(installation);
    }

    /** The packages to update. */
    public enum Wanted {
      /** The named packages are installed; others stay unchanged, unless they have to change. */
      INSTALLED,
      /** The named packages are updated where they are installed. */
      UPDATED,
      /** All installed packages are updated. */
      ALL_UPDATED
    }

    @Override
    public String verb() {
      return "change";
    }

    @Override
    public boolean isInPlace() {
      return false;
    }

    @Override
    public <R, X extends Exception> R accept(Handler<R, X> handler) throws X {
      return handler.change(this);
    }
  }

  /** Made elsewhere, and archived: an archive for each requested component. */
  record Archives(Map<ComponentKind, Archive> byComponent) implements ComponentOrigin {
    public Archives {
      byComponent = ImmutableMap.copyOf(byComponent);
    }

    /**
     * Returns the archive of one component.
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

    @Override
    public Optional<Repositories> packages() {
      return Optional.empty();
    }

    @Override
    public String verb() {
      return "import";
    }

    @Override
    public boolean isInPlace() {
      return false;
    }

    @Override
    public <R, X extends Exception> R accept(Handler<R, X> handler) throws X {
      return handler.archives(this);
    }
  }

  /**
   * An archive of a tree.
   *
   * @param location a path or URL
   * @param sha256 the required digest
   * @param checksums a SHA256SUMS file that has to list it, as a path or URL
   * @param reading how it is read
   */
  record Archive(
      String location,
      Optional<String> sha256,
      Optional<String> checksums,
      ArchiveReading reading) {
    /** Makes an archive that is read with the default settings. */
    public Archive(String location, Optional<String> sha256, Optional<String> checksums) {
      this(location, sha256, checksums, ArchiveReading.PLAIN);
    }
  }

  /** In their places already: nothing of them is changed. */
  record Directories() implements ComponentOrigin {
    @Override
    public Optional<Repositories> packages() {
      return Optional.empty();
    }

    @Override
    public String verb() {
      return "add";
    }

    @Override
    public boolean isInPlace() {
      return true;
    }

    @Override
    public <R, X extends Exception> R accept(Handler<R, X> handler) throws X {
      return handler.directories(this);
    }
  }

  /**
   * A case for each origin, so that a new one does not compile where it is not handled.
   *
   * @param <R> what is made of an origin
   * @param <X> what the cases throw
   */
  interface Handler<R, X extends Exception> {
    R repositories(Repositories origin) throws X;

    R source(Source origin) throws X;

    R change(Change origin) throws X;

    R archives(Archives origin) throws X;

    R directories(Directories origin) throws X;
  }
}
