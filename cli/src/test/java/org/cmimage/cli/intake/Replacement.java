package org.cmimage.cli.intake;

import org.cmimage.sources.tar.TarFixture;
import org.cmimage.sources.tar.TarFixture.Header;

/**
 * Entries, behind those of a right image, that replace others or are nothing but size. An archive
 * may have them: the last of a name counts, and no link is followed to where it leads.
 */
enum Replacement {
  LINK_OUT_THEN_FILE(
      victim ->
          Trick.tar()
              .header(Trick.link('2', "etc/out", victim + "/file"))
              .file("etc/out", Trick.evil())),
  LINK_UP_THEN_FILE(
      victim ->
          Trick.tar()
              .header(Trick.link('2', "etc/out", Trick.up() + victim + "/file"))
              .file("etc/out", Trick.evil())),
  LINK_OUT_THEN_DEVICE(
      victim ->
          Trick.tar()
              .header(Trick.link('2', "etc/out", victim + "/new"))
              .header(Trick.device("etc/out", "0000003"))),
  FILE_THEN_DIRECTORY(victim -> Trick.tar().header(new Header("etc/passwd", '5'))),
  FILE_THEN_LINK(victim -> Trick.tar().header(Trick.link('2', "etc/passwd", "shadow"))),
  FILE_THEN_DEVICE(victim -> Trick.tar().header(Trick.device("etc/passwd", "0000003"))),
  DEVICE_THEN_FILE(
      victim ->
          Trick.tar().header(Trick.device("etc/disk", "0000003")).file("etc/disk", Trick.evil())),
  TWO_TERABYTES_OF_HOLE(
      victim ->
          Trick.tar()
              .pax(
                  'x',
                  "GNU.sparse.major",
                  "0",
                  "GNU.sparse.minor",
                  "1",
                  "GNU.sparse.size",
                  "2199023255552",
                  "GNU.sparse.numblocks",
                  "1",
                  "GNU.sparse.map",
                  "2199023255552,0")
              .header(new Header("etc/huge", '0')));

  private interface Entries {
    TarFixture of(String victim);
  }

  private final Entries entries;

  Replacement(Entries entries) {
    this.entries = entries;
  }

  /** Returns the entries, by the path of a directory that they seem to be after. */
  byte[] entries(String victim) {
    return entries.of(victim).end();
  }
}
