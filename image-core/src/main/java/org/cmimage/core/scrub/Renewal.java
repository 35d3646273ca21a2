package org.cmimage.core.scrub;

/** The way a node gets its own data for what was removed from its image. */
public sealed interface Renewal {
  /** A service that cm-image adds to the image makes it at boot. */
  record AtBoot(NodeService service) implements Renewal {
    @Override
    public String text() {
      return service.name() + " makes new ones at a node's boot";
    }
  }

  /** The program that uses it makes it where it is missing. */
  record ByUser(String who) implements Renewal {
    @Override
    public String text() {
      return who + " makes what is missing";
    }
  }

  /** The administrator provides it, if it is needed at all. */
  record BySite(String text) implements Renewal {}

  /** A node works without it. */
  record NotNeeded(String text) implements Renewal {}

  /** Returns a clause for reports and documents. */
  String text();
}
