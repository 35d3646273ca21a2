package org.cmimage.sources.deb.control;

/**
 * Where a list of packages comes from, as apt tells lists apart: the fields of its Release file,
 * and its place in the repository. Fields that a Release file does not have are empty.
 *
 * @param origin such as {@code Debian}
 * @param label such as {@code Debian-Security}
 * @param suite such as {@code stable}; apt_preferences(5) calls it the archive
 * @param codename such as {@code bookworm}
 * @param version such as {@code 12.5}
 * @param automatic whether its packages are taken unless something speaks against it
 * @param place where in which repository
 */
public record Provenance(
    String origin,
    String label,
    String suite,
    String codename,
    String version,
    Automatic automatic,
    Place place) {

  /** How a Release file wants its packages to be chosen. */
  public enum Automatic {
    /** Like those of any other. */
    YES,
    /** Only where no other repository has a package ({@code NotAutomatic}). */
    NO,
    /** The same, but they are kept up to date ({@code ButAutomaticUpgrades}). */
    UPGRADES
  }

  /**
   * A place in a repository.
   *
   * @param host of the repository; empty for a directory of this machine
   * @param component such as {@code main}; empty in a flat repository
   * @param architecture the index's, such as {@code arm64} or {@code all}; empty in a flat
   *     repository
   */
  public record Place(String host, String component, String architecture) {
    /** Not known. */
    public static final Place NOWHERE = new Place("", "", "");
  }

  /** Returns the same at another place. */
  public Provenance at(Place other) {
    return new Provenance(origin, label, suite, codename, version, automatic, other);
  }
}
