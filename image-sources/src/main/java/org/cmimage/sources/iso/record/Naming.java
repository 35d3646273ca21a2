package org.cmimage.sources.iso.record;

/** Which of the names of an image are read. */
public enum Naming {
  /** Names, owners, modes and links as POSIX has them. */
  ROCK_RIDGE("Rock Ridge"),
  /** Names in Unicode, and nothing more. */
  JOLIET("Joliet"),
  /** Upper-case names, and nothing more. */
  PLAIN("plain ISO 9660");

  private final String label;

  Naming(String label) {
    this.label = label;
  }

  /** For people. */
  public String label() {
    return label;
  }
}
