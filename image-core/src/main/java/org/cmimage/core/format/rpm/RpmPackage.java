package org.cmimage.core.format.rpm;

/**
 * An installed package. Printable ASCII, whatever the database holds.
 *
 * @param architecture such as {@code x86_64} or {@code noarch}; {@code (none)}, as rpm prints it,
 *     where the package has none, as the {@code gpg-pubkey} ones
 */
public record RpmPackage(String name, String version, String release, String architecture) {
  /** The architecture of a package without one. */
  public static final String NO_ARCHITECTURE = "(none)";

  /**
   * Returns whether this is a trusted public key, which is listed like a package but has no files.
   */
  public boolean isPublicKey() {
    return name.equals("gpg-pubkey");
  }

  /** Returns the text of {@code rpm -qa}. */
  @Override
  public String toString() {
    String text = name + "-" + version + "-" + release;
    return architecture.equals(NO_ARCHITECTURE) ? text : text + "." + architecture;
  }
}
