package org.cmimage.core.format;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.tree.TreePath;

/** The kernels whose modules are in a tree. */
public final class KernelReleases {
  private static final TreePath MODULES = TreePath.of("lib/modules");

  private KernelReleases() {}

  /**
   * Returns the releases that nodes can boot, the newest first: a removed kernel leaves a directory
   * of modules behind. Where there is no kernel in a known place, all that have modules.
   */
  public static List<String> bootable(Rootfs tree) throws IOException {
    List<String> all = of(tree);
    List<String> bootable = new ArrayList<>();
    for (String release : all) {
      if (isBootable(tree, release)) {
        bootable.add(release);
      }
    }
    return bootable.isEmpty() ? all : bootable;
  }

  private static boolean isBootable(Rootfs tree, String release) throws IOException {
    for (TreePath image : KernelPlaces.images(release)) {
      if (tree.exists(image)) {
        return true;
      }
    }
    return false;
  }

  /** Returns the releases, in the form of {@code uname -r}, the newest first. */
  public static List<String> of(Rootfs tree) throws IOException {
    return tree.list(MODULES).stream()
        .map(path -> new String(path.name(), StandardCharsets.UTF_8))
        .filter(KernelRelease::isWellFormed)
        .map(KernelRelease::new)
        .sorted(Comparator.reverseOrder())
        .map(KernelRelease::text)
        .toList();
  }
}
