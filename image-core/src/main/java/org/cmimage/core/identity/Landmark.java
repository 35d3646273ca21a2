package org.cmimage.core.identity;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.cmimage.core.tree.TreePath;

/** Paths whose existence is evidence of a kind of tree, whatever the node's type. */
enum Landmark {
  OS_RELEASE("etc/os-release", "usr/lib/os-release"),
  INIT("sbin/init", "usr/sbin/init", "usr/lib/systemd/systemd", "lib/systemd/systemd"),
  /** The configuration of the program that provisions a node. */
  NODE_INSTALLER("scripts/node-installer.conf"),
  APPLICATIONS("apps"),
  MODULEFILES("modulefiles");

  private static final List<TreePath> PLACES =
      Stream.of(values()).flatMap(landmark -> landmark.paths.stream()).toList();

  private final List<TreePath> paths;

  Landmark(String... paths) {
    this.paths = Stream.of(paths).map(TreePath::of).toList();
  }

  /** Returns the possible paths. */
  List<TreePath> paths() {
    return paths;
  }

  /** Returns the path of the landmark that this path is at or below. */
  static Optional<TreePath> in(TreePath path) {
    for (TreePath place : PLACES) {
      if (path.startsWith(place)) {
        return Optional.of(place);
      }
    }
    return Optional.empty();
  }

  /** Returns whether this is one of the possible paths. */
  boolean isAt(TreePath path) {
    return paths.contains(path);
  }
}
