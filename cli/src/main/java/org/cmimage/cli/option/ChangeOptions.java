package org.cmimage.cli.option;

import java.util.List;
import org.cmimage.core.Acceleration;
import org.cmimage.core.ComponentOrigin.Change;
import org.cmimage.core.ComponentOrigin.Repositories;
import org.cmimage.core.PackageSources;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.ImageException;
import org.cmimage.core.fault.Remedy;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options for changing the packages of an image. */
public final class ChangeOptions {
  @Option(
      names = "--install",
      paramLabel = "PKG",
      split = ",",
      arity = "1..*",
      description = "Install these and what they need: NAME, NAME=VERSION or NAME/RELEASE.")
  private List<String> installed = List.of();

  @Option(
      names = "--remove",
      paramLabel = "PKG",
      split = ",",
      arity = "1..*",
      description = "Remove these and what depends on them.")
  private List<String> removed = List.of();

  @Option(names = "--purge", description = "With --remove: their configuration files go too.")
  private boolean purge;

  @Option(
      names = "--update",
      paramLabel = "PKG",
      split = ",",
      arity = "1..*",
      description = "Bring these to the version that the repositories prefer.")
  private List<String> updated = List.of();

  @Option(names = "--update-all", description = "Bring all packages up to date.")
  private boolean all;

  @Mixin private final RepositoryOptions repositories = new RepositoryOptions();

  @Option(
      names = {"-j", "--excludedist"},
      paramLabel = "PKG",
      split = ",",
      description = "Do not install these; dependencies on them are treated as satisfied.")
  private List<String> excluded = List.of();

  @Option(
      names = "--air-gapped",
      description = "Do not touch the network: use what the cache and directories hold.")
  private boolean airGapped;

  @Option(
      names = "--acceleration",
      paramLabel = "MODE",
      defaultValue = "AUTO",
      description = "As with create: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private Acceleration acceleration = Acceleration.AUTO;

  /** Returns whether no option is given. */
  public boolean isEmpty() {
    return installed.isEmpty() && removed.isEmpty() && updated.isEmpty() && !all;
  }

  /**
   * Returns the requested change.
   *
   * @throws ImageException where options contradict each other
   */
  public Change change() throws ImageException {
    int ways = (installed.isEmpty() ? 0 : 1) + (updated.isEmpty() ? 0 : 1) + (all ? 1 : 0);
    if (ways > 1) {
      throw new ImageException(
          ErrorCode.INVALID_REQUEST,
          "cannot change packages",
          "expected one of --install, --update and --update-all",
          new Remedy.Advice("do one after the other; --remove goes with each"));
    }
    if (purge && removed.isEmpty()) {
      throw new ImageException(
          ErrorCode.INVALID_REQUEST,
          "cannot purge",
          "expected --remove with the names of packages",
          new Remedy.None());
    }
    Change.Wanted wanted =
        all
            ? Change.Wanted.ALL_UPDATED
            : updated.isEmpty() ? Change.Wanted.INSTALLED : Change.Wanted.UPDATED;
    return new Change(
        wanted,
        removed,
        purge,
        new Repositories(
            new PackageSources(
                repositories.base(),
                new PackageSources.Additional(repositories.additional(), List.of()),
                repositories.preferences(),
                airGapped),
            updated.isEmpty() ? installed : updated,
            excluded,
            false,
            acceleration));
  }
}
