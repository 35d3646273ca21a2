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
 * A resolved set of packages, and the steps that make a tree of it: first unpacked by the head node
 * alone, then configured by the image's own programs. Holds no open files.
 */
public interface PackageInstallation extends TreeSource {
  /** Returns the packages to unpack, sorted by name. */
  List<PlannedPackage> packages();

  /** Returns the exact versions of {@link #packages}, for a lock file; sorted by name. */
  List<LockedPackage> versions();

  /**
   * Returns the changes to the packages of the base, sorted by name; unchanged ones are not listed.
   */
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
   * Returns the release of the kernel to install, such as {@code 6.1.0-49-arm64}; empty where there
   * is none.
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

  /**
   * Fetches the packages that {@link #unpack} needs, and unpacks nothing. Units of progress are
   * packages.
   */
  void fetch(StageProgress progress) throws IOException, InterruptedException;

  /**
   * Fetches the packages that {@link #unpack} and {@link #twins} need, and unpacks nothing. Where
   * there can be no twins for {@code host}, a warning is given. Units of progress are packages.
   *
   * @param host the architecture of the head node that will make the tree
   */
  void fetch(Architecture host, StageProgress progress) throws IOException, InterruptedException;

  /**
   * Returns whether the image's own programs are needed to complete the tree; otherwise there is
   * nothing to provision.
   */
  boolean runsPrograms();

  /**
   * Returns the native twins of the image's programs: the same versions of the same packages, from
   * the same repositories, built for {@code host}; fetched, verified and extracted where the cache
   * does not have them yet.
   *
   * <p>The directory is shared by all sessions and is never changed. It is mounted as {@code
   * /dev/.twins}, where the programs look for their loader and libraries. Below {@code tree} it has
   * programs at the paths they have in the image, with the modification times they have in the
   * image, or 0 where these are unknown. The file {@code laid} lists directories of {@code tree},
   * absolute, a line each, that have to be overlaid on the image's own. Files below {@code uses}
   * name, for some programs, the uses for which not to run them ({@link
   * org.cmimage.core.catalog.Twins.Uses}). Its subdirectory {@link GuestSessions#NO_TWINS} is such
   * a directory without any programs.
   *
   * @return empty where no package of the distribution has twins
   * @throws FaultException where they are not available, such as when the repositories do not serve
   *     {@code host}; the image's programs can still be emulated
   */
  Optional<Path> twins(Architecture host, StageProgress progress)
      throws IOException, InterruptedException;

  /**
   * Returns the steps that make the unpacked tree a working system. The tracks of one list may run
   * at the same time, each in a session of its own; the lists run one after another.
   *
   * @param tree the result of {@link #unpack}
   * @param custom a step to run when the base system is configured, before any other package is
   */
  List<List<ProvisionTrack>> provision(Rootfs tree, Optional<ProvisionStep> custom)
      throws IOException;

  /** Returns the same steps without a step of the user's. */
  default List<List<ProvisionTrack>> provision(Rootfs tree) throws IOException {
    return provision(tree, Optional.empty());
  }

  /** One package of the plan. {@code cached}: its archive is already in the cache. */
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
   * @param reason why, in words, such as {@code needed by nginx}; empty where it was requested
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
   * @param guards files to lay over the tree while they run, so that no service starts and no
   *     program asks questions; read when the steps of the previous lists are done
   */
  record ProvisionTrack(Guards guards, List<ProvisionStep> steps) {
    public ProvisionTrack {
      steps = List.copyOf(steps);
    }
  }

  /** A function that returns the files to lay over a tree. */
  @FunctionalInterface
  interface Guards {
    /**
     * Returns the content of files that hide those of the tree, read-only; as {@link
     * GuestSessions.Request#files()}.
     */
    Map<String, String> of(Rootfs tree) throws IOException;
  }

  /** One step of provisioning. Each can be repeated after a failure or interruption. */
  interface ProvisionStep {
    /** Returns a short name, unique among the steps; the journal records it. */
    String name();

    /**
     * Returns files to lay over the tree beside the track's guards, where the step is the second
     * attempt of a script alone: programs that do nothing in place of those that an emulator may
     * crash in, whose work the step does itself.
     */
    default Map<String, String> standIns(Rootfs tree) throws IOException {
      return Map.of();
    }

    /**
     * Runs the step.
     *
     * @param session whose root is {@code tree}
     * @throws FaultException when a program of the image failed, naming package, script, how it
     *     ended and its last lines; with a {@link FailedScript} as its cause where that can be
     *     repeated by itself
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
     * Makes the exception of a script.
     *
     * @param script as the parameter of {@link GuestSession#startedBy}
     * @param alone repeats it, and others that failed at the same time, but none that succeeded
     */
    public FailedScript(String script, ProvisionStep alone) {
      super(script);
      this.script = script;
      this.alone = alone;
    }

    /** Returns the package and name of the script. */
    public String script() {
      return script;
    }

    /**
     * Returns a step that repeats the script in another session, before the failed step itself is
     * repeated.
     */
    public ProvisionStep alone() {
      return alone;
    }
  }
}
