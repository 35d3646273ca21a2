package org.cmimage.core.verify;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.spi.TreePath;

/** The kernels that a tree has modules of. */
public final class KernelReleases {
  private static final TreePath MODULES = TreePath.of("lib/modules");

  private KernelReleases() {}

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
