package org.cmimage.sources.iso.record;

/** The kinds of names of an image. */
public enum Naming {
  /** Names, owners, modes and links with POSIX semantics. */
  ROCK_RIDGE("Rock Ridge"),
  /** Names in Unicode, without other attributes. */
  JOLIET("Joliet"),
  /** Upper-case names, without other attributes. */
  PLAIN("plain ISO 9660");

  private final String label;

  Naming(String label) {
    this.label = label;
  }

  /** Returns the name of the kind, for messages. */
  public String label() {
    return label;
  }
}
