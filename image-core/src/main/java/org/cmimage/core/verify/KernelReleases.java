package org.cmimage.core.verify;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.spi.TreePath;

/** The kernels that a tree has modules of. */
public final class KernelReleases {
  private static final TreePath MODULES = TreePath.of("lib/modules");

  /** Where a kernel of a release is, the first of them of most distributions. */
  private static final List<String> KERNELS =
      List.of("boot/vmlinuz-%s", "boot/vmlinux-%s", "boot/Image-%s", "lib/modules/%s/vmlinuz");

  private KernelReleases() {}

  /**
   * Returns the releases that nodes can boot, the newest first: a kernel that was removed leaves a
   * directory of modules behind. Where no kernel is in a known place, all that have modules.
   */
  public static List<String> bootable(Rootfs tree) throws IOException {
    List<String> all = of(tree);
    List<String> bootable = new ArrayList<>();
    for (String release : all) {
      for (String kernel : KERNELS) {
        if (!bootable.contains(release)
            && tree.exists(TreePath.of(String.format(kernel, release)))) {
          bootable.add(release);
        }
      }
    }
    return bootable.isEmpty() ? all : bootable;
  }

  /** Returns their releases, as {@code uname -r} gives them, the newest first. */
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
