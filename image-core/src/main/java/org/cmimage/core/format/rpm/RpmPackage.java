package org.cmimage.core.format.rpm;

/**
 * An installed package. Printable ASCII, whatever the database holds.
 *
 * @param architecture such as {@code x86_64} or {@code noarch}; {@code (none)}, as rpm prints it,
 *     where the package has none, as the {@code gpg-pubkey} ones
 */
public record RpmPackage(String name, String version, String release, String architecture) {
  /** The architecture of a package that names none. */
  public static final String NO_ARCHITECTURE = "(none)";

  /** Whether this stands for a trusted key, not for installed files. */
  public boolean isPublicKey() {
    return name.equals("gpg-pubkey");
  }

  /** As {@code rpm -qa} lists it. */
  @Override
  public String toString() {
    String text = name + "-" + version + "-" + release;
    return architecture.equals(NO_ARCHITECTURE) ? text : text + "." + architecture;
  }
}
