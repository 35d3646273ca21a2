package org.cmimage.cli.intake;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import org.cmimage.sources.tar.TarFixture;
import org.cmimage.sources.tar.TarFixture.Header;

/** Entries, behind those of a right image, that no archive may have. */
enum Trick {
  NAME_GOES_UP("../victim/file", victim -> file("../victim/file")),
  NAME_GOES_UP_FAR("etc/../..", victim -> file("etc/" + Trick.up() + "tmp/evil")),
  NAME_ENDS_UPWARDS("etc/..", victim -> tar().header(new Header("etc/..", '5'))),
  DIRECTORY_THEN_FILE("\"/usr/bin\"", victim -> file("usr/bin")),
  DIRECTORY_THEN_LINK("\"/usr/bin\"", victim -> tar().header(link('2', "usr/bin", victim))),
  DEVICE_BEYOND_ALL_NUMBERS("etc/disk", victim -> tar().header(device("etc/disk", "77777777"))),
  BELOW_A_FILE("etc/passwd/x", victim -> file("etc/passwd/x")),
  BELOW_A_DEVICE(
      "etc/disk/x",
      victim -> tar().header(device("etc/disk", "0000003")).file("etc/disk/x", evil())),
  HARD_LINK_UP("victim/file", victim -> tar().header(link('1', "etc/hard", up() + "victim/file"))),
  HARD_LINK_OUT("\"/etc/hard\"", victim -> tar().header(link('1', "etc/hard", victim + "/file"))),
  HARD_LINK_TO_WHAT_COMES_LATER(
      "\"/etc/hard\"",
      victim -> tar().header(link('1', "etc/hard", "etc/later")).file("etc/later", evil())),
  HARD_LINK_TO_A_DIRECTORY("\"/etc/hard\"", victim -> tar().header(link('1', "etc/hard", "usr"))),
  HARD_LINK_THROUGH_A_LINK(
      "\"/etc/hard\"",
      victim ->
          tar()
              .header(link('2', "etc/out", up() + victim))
              .header(link('1', "etc/hard", "etc/out/file"))),
  OVERLAY_ATTRIBUTE(
      "etc/x",
      victim ->
          tar()
              .pax('x', "SCHILY.xattr.trusted.overlay.redirect", victim)
              .header(new Header("etc/x", '5'))),
  LONG_NAME_OF_GNU("nnn", victim -> tar().extension('L', bytes(name(64 << 10))).file("x", evil())),
  LONG_NAME_OF_PAX("nnn", victim -> tar().pax('x', "path", name(64 << 10)).file("x", evil())),
  LONG_TARGET(
      "etc/x",
      victim -> tar().extension('K', bytes(name(64 << 10))).header(link('2', "etc/x", "x"))),
  LONG_PART_OF_A_NAME(
      "nnn", victim -> tar().pax('x', "path", "etc/" + name(300)).file("x", evil())),
  NUL_IN_A_NAME("path", victim -> tar().pax('x', "path", "etc/a\0b").file("x", evil())),
  DEEP("d/d", victim -> tar().pax('x', "path", "d/".repeat(300) + "x").file("x", evil())),
  SIZE_BEYOND_ALL_NUMBERS(
      "etc/huge",
      victim ->
          tar()
              .header(
                  new Header("etc/huge", '0')
                      .raw(124, 0x80, 0, 0, 0, 0x7f, -1, -1, -1, -1, -1, -1, -1))),
  TWO_TERABYTES(
      "etc/huge",
      victim ->
          tar()
              .header(new Header("etc/huge", '0').raw(124, 0x80, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0))),
  MORE_THAN_IT_CAN_HOLD(
      "etc/zeros",
      victim ->
          tar()
              .header(
                  new Header("etc/zeros", '0').raw(124, 0x80, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0))),
  HUGE_EXTENSION(
      "extended header",
      victim -> tar().header(new Header("x", 'x').raw(124, 0x80, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0))),
  WRONG_SUM("entry", victim -> tar().content(bytes("x".repeat(512)))),
  UNKNOWN_KIND("etc/x", victim -> tar().header(new Header("etc/x", 'Q')));

  private interface Entries {
    TarFixture of(String victim);
  }

  private final String fact;
  private final Entries entries;

  /**
   * A row.
   *
   * @param fact what the message names: the entry, or what is near it
   * @param entries by the path of a directory that they are after
   */
  Trick(String fact, Entries entries) {
    this.fact = fact;
    this.entries = entries;
  }

  String fact() {
    return fact;
  }

  byte[] entries(String victim) {
    return entries.of(victim).end();
  }

  static TarFixture tar() {
    return new TarFixture();
  }

  private static TarFixture file(String name) {
    return tar().file(name, evil());
  }

  static byte[] evil() {
    return bytes("evil");
  }

  static Header link(char type, String name, String target) {
    return new Header(name, type).text(157, target);
  }

  static Header device(String name, String minor) {
    return new Header(name, '3').text(329, "0000001").text(337, minor);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(ISO_8859_1);
  }

  private static String name(int length) {
    return "n".repeat(length);
  }

  static String up() {
    return "../".repeat(12);
  }
}
