package org.cmimage.model;

/**
 * What an image is made for: an architecture and a distribution. Printed as names of directories
 * and entities carry it, for example {@code debian12-aarch64}.
 */
public record ArchOs(Architecture architecture, Distribution distribution) {
  @Override
  public String toString() {
    return distribution + "-" + architecture;
  }
}
