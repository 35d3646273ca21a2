package org.cmimage.core.verify;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.cmimage.core.spi.TreePath;

/** Places that tell what kind of tree has them, whatever stands there. */
enum Landmark {
  OS_RELEASE("etc/os-release", "usr/lib/os-release"),
  INIT("sbin/init", "usr/sbin/init", "usr/lib/systemd/systemd", "lib/systemd/systemd"),
  /** What the program that provisions a node is configured by. */
  NODE_INSTALLER("scripts/node-installer.conf"),
  APPLICATIONS("apps"),
  MODULEFILES("modulefiles");

  private final List<TreePath> paths;

  Landmark(String... paths) {
    this.paths = Stream.of(paths).map(TreePath::of).toList();
  }

  /** Where it can stand. */
  List<TreePath> paths() {
    return paths;
  }

  /** Those that a tree has of which this is a path. */
  static Map<Landmark, TreePath> in(TreePath path) {
    Map<Landmark, TreePath> found = new EnumMap<>(Landmark.class);
    for (Landmark landmark : values()) {
      for (TreePath place : landmark.paths) {
        if (path.startsWith(place)) {
          found.put(landmark, place);
        }
      }
    }
    return found;
  }

  /** Whether this is one of its places. */
  boolean isAt(TreePath path) {
    return paths.contains(path);
  }
}
