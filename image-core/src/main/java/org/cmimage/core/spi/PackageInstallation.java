package org.cmimage.core.spi;

import java.io.IOException;
import java.io.Serial;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cmimage.core.LockedPackage;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.guest.GuestSession;
import org.cmimage.core.guest.GuestSessions;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.model.Architecture;

/**
 * A decided set of packages, and how it becomes a tree: first unpacked by the head node alone, then
 * configured by the image's own programs. Holds no open files.
 */
public interface PackageInstallation extends TreeSource {
  /** What will be unpacked, sorted by name. */
  List<PlannedPackage> packages();

  /** Returns the exact versions of {@link #packages}, for a lock file; sorted by name. */
  List<LockedPackage> versions();

  /** Returns how the packages of the tree change, sorted by name; what stays is not among them. */
  default List<PlannedChange> changes() {
    return packages().stream()
        .map(
            added ->
                new PlannedChange(
                    added.name(),
                    added.architecture(),
                    Optional.empty(),
                    Optional.of(added.version()),
                    ""))
        .toList();
  }

  /**
   * The release of the kernel that will be installed, such as {@code 6.1.0-49-arm64}; empty where
   * none is.
   */
  String kernelRelease();

  /**
   * {@inheritDoc}
   *
   * <p>Fetches what the cache lacks, verifies it and unpacks it, all at the same time on all cores,
   * and writes a system's package database. The tree is empty, or the base that the query named. No
   * program of the image runs. Units of progress are packages.
   */
  @Override
  void unpack(Rootfs tree, StageProgress progress) throws IOException, InterruptedException;

  /** Fetches what {@link #unpack} needs, and unpacks nothing. Units of progress are packages. */
  void fetch(StageProgress progress) throws IOException, InterruptedException;

  /**
   * Fetches what {@link #unpack} and {@link #twins} need, and unpacks nothing. Where there can be
   * no twins for {@code host}, a warning says so. Units of progress are packages.
   *
   * @param host the architecture of the head node that will make the tree
   */
  void fetch(Architecture host, StageProgress progress) throws IOException, InterruptedException;

  /**
   * Whether it takes the image's own programs to make the tree complete; where not, there is
   * nothing to provision.
   */
  boolean runsPrograms();

  /**
   * The native twins of the image's programs: the same versions of the same packages, from the same
   * repositories, built for {@code host}; fetched, verified and extracted where the cache has them
   * not yet.
   *
   * <p>The directory is shared by all sessions and is never changed. It is made to be seen as
   * {@code /dev/.twins}, where the programs look for their loader and libraries. Below {@code tree}
   * it holds programs at the paths they have in the image, with the modification times they have in
   * the image, or 0 where that cannot be told. The file {@code laid} names directories of {@code
   * tree}, absolute, a line each, that have to be seen together with the image's own. Below {@code
   * uses} it says of some programs for which uses not to run them ({@link
   * org.cmimage.core.catalog.Twins.Uses}). Its subdirectory {@link GuestSessions#NO_TWINS} is such
   * a directory without any programs.
   *
   * @return empty where the distribution says of no package that its programs have twins
   * @throws FaultException where they cannot be had, such as when the repositories do not serve
   *     {@code host}; the image's programs can still be emulated
   */
  Optional<Path> twins(Architecture host, StageProgress progress)
      throws IOException, InterruptedException;

  /**
   * What makes the unpacked tree a working system. The tracks of one list may run at the same time,
   * each in a session of its own; the lists run one after another.
   *
   * @param tree what {@link #unpack} made
   * @param custom a step to run when the base system is configured, before any other package is
   */
  List<List<ProvisionTrack>> provision(Rootfs tree, Optional<ProvisionStep> custom)
      throws IOException;

  /** The same without a step of the user's. */
  default List<List<ProvisionTrack>> provision(Rootfs tree) throws IOException {
    return provision(tree, Optional.empty());
  }

  /** One package of the plan. {@code cached}: its archive is in the cache already. */
  record PlannedPackage(
      String name,
      String version,
      String architecture,
      long downloadBytes,
      long installedBytes,
      boolean cached) {}

  /**
   * One package of a base that changes.
   *
   * @param name of the package
   * @param architecture such as {@code arm64} or {@code all}
   * @param from the version installed before; empty where the package is new
   * @param to the version installed after; empty where the package is removed
   * @param reason why, in words, such as {@code needed by nginx}; empty where it was asked for
   */
  record PlannedChange(
      String name,
      String architecture,
      Optional<String> from,
      Optional<String> to,
      String reason) {}

  /**
   * Steps that run one after another in one session.
   *
   * @param guards files to lay over the tree while they run, so that no service starts and nothing
   *     asks questions; asked for when the steps of the lists before are done
   */
  record ProvisionTrack(Guards guards, List<ProvisionStep> steps) {
    public ProvisionTrack {
      steps = List.copyOf(steps);
    }
  }

  /** Finds the files to lay over a tree. */
  @FunctionalInterface
  interface Guards {
    /**
     * Returns the content of files that are seen instead of what is in the tree, read-only; as
     * {@link GuestSessions.Request#files()}.
     */
    Map<String, String> of(Rootfs tree) throws IOException;
  }

  /** One step of provisioning. Each may be run again after it failed or was cut short. */
  interface ProvisionStep {
    /** A short name, unique among the steps; the journal keeps it. */
    String name();

    /**
     * Does it.
     *
     * @param session whose root is {@code tree}
     * @throws FaultException when a program of the image failed, naming package, script, how it
     *     ended and its last lines; with a {@link FailedScript} as its cause where that can be run
     *     again by itself
     */
    void run(Rootfs tree, GuestSession session, StageProgress progress)
        throws IOException, InterruptedException;
  }

  /** The script that failed, as the cause of a step's failure. */
  final class FailedScript extends IOException {
    @Serial private static final long serialVersionUID = 1;

    private final String script;
    private final transient ProvisionStep alone;

    /**
     * A script.
     *
     * @param script as {@link GuestSession#startedBy} takes it
     * @param alone runs it again, and what else failed at the same time, but nothing that did not
     */
    public FailedScript(String script, ProvisionStep alone) {
      super(script);
      this.script = script;
      this.alone = alone;
    }

    /** Which script of which package. */
    public String script() {
      return script;
    }

    /** Runs it again in another session, before the step itself goes on. */
    public ProvisionStep alone() {
      return alone;
    }
  }
}
