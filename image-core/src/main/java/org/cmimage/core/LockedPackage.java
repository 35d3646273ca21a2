package org.cmimage.core;

/**
 * The exact version of one package of an image.
 *
 * @param name of the package
 * @param version such as {@code 1:2.3-4}
 * @param architecture such as {@code arm64} or {@code all}
 * @param sha256 of its archive, 64 lower-case hexadecimal digits
 * @param suite the code name of the repository's suite, for display; empty where it has none
 */
public record LockedPackage(
    String name, String version, String architecture, String sha256, String suite) {
  /** Returns name, version and architecture, for messages. */
  @Override
  public String toString() {
    return name + " " + version + " (" + architecture + ")";
  }
}
