package org.cmimage.core.identity;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.cmimage.core.tree.TreePath;

/** Places that tell what kind of tree has them, whatever stands there. */
enum Landmark {
  OS_RELEASE("etc/os-release", "usr/lib/os-release"),
  INIT("sbin/init", "usr/sbin/init", "usr/lib/systemd/systemd", "lib/systemd/systemd"),
  /** What the program that provisions a node is configured by. */
  NODE_INSTALLER("scripts/node-installer.conf"),
  APPLICATIONS("apps"),
  MODULEFILES("modulefiles");

  private static final List<TreePath> PLACES =
      Stream.of(values()).flatMap(landmark -> landmark.paths.stream()).toList();

  private final List<TreePath> paths;

  Landmark(String... paths) {
    this.paths = Stream.of(paths).map(TreePath::of).toList();
  }

  /** Where it can stand. */
  List<TreePath> paths() {
    return paths;
  }

  /** The place of a landmark that this path is at or below. */
  static Optional<TreePath> in(TreePath path) {
    for (TreePath place : PLACES) {
      if (path.startsWith(place)) {
        return Optional.of(place);
      }
    }
    return Optional.empty();
  }

  /** Whether this is one of its places. */
  boolean isAt(TreePath path) {
    return paths.contains(path);
  }
}
