package org.cmimage.sources.deb.control;

/**
 * The origin of a list of packages, by the fields with which apt distinguishes lists: those of its
 * Release file, and its place in the repository. Fields that a Release file does not have are
 * empty.
 *
 * @param origin such as {@code Debian}
 * @param label such as {@code Debian-Security}
 * @param suite such as {@code stable}; apt_preferences(5) calls it the archive
 * @param codename such as {@code bookworm}
 * @param version such as {@code 12.5}
 * @param automatic whether its packages are installed without being pinned
 * @param place its place in the repository
 */
public record Provenance(
    String origin,
    String label,
    String suite,
    String codename,
    String version,
    Automatic automatic,
    Place place) {

  /** The default with which the packages of a Release file are chosen. */
  public enum Automatic {
    /** As those of any other repository. */
    YES,
    /** Only if no other repository has a package ({@code NotAutomatic}). */
    NO,
    /** As {@link #NO}, but installed packages are upgraded ({@code ButAutomaticUpgrades}). */
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
    /** An unknown place. */
    public static final Place NOWHERE = new Place("", "", "");
  }

  /** Returns this provenance with another place. */
  public Provenance at(Place other) {
    return new Provenance(origin, label, suite, codename, version, automatic, other);
  }
}
