package org.cmimage.core.plan;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.Fault;
import org.cmimage.core.fault.ImageException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.host.Attempt;
import org.cmimage.core.host.HostFault;
import org.cmimage.core.host.TargetFileSystem;
import org.cmimage.core.record.Stage;

/** The check whether there is space for packages, as far as their sizes are known. */
final class FreeSpace {
  /**
   * The bytes of an installed tree beyond the sizes of its packages: initramfs, caches, the file
   * system's own rounding.
   */
  private static final long INSTALLED_RESERVE = 256L << 20;

  /** The number of files of a package, which its metadata lacks; a safe lower limit. */
  private static final long NODES_OF_A_PACKAGE = 20;

  private static final long BYTES_OF_A_NODE = 256 << 10;

  private static final String START = "cannot start";

  private FreeSpace() {}

  static List<Obstacle> lack(PipelinePorts ports, List<ComponentPlan> components)
      throws ImageException {
    ClusterLayout layout = ports.layout();
    long nodes = 0;
    long trees = 0;
    long archives = 0;
    for (ComponentPlan component : components) {
      if (component.making() instanceof ComponentPlan.Install
          && !component.finished().contains(Stage.UNPACK)) {
        trees += component.installedBytes() / 10 * 11 + INSTALLED_RESERVE;
        nodes +=
            component.packages().size() * NODES_OF_A_PACKAGE
                + component.installedBytes() / BYTES_OF_A_NODE;
      }
      archives += component.bytesToFetch();
    }
    try {
      Path images = HostFault.existing(layout.resolve("/cm/images"));
      Path cache = HostFault.existing(layout.cache());
      boolean together = Files.getFileStore(images).equals(Files.getFileStore(cache));
      List<Obstacle> obstacles = new ArrayList<>(lack(images, together ? trees + archives : trees));
      if (nodes > 0) {
        TargetFileSystem.of(ports.calls(), layout.resolve("/cm/images"))
            .lackOfNodes(nodes)
            .ifPresent(lack -> obstacles.add(new Obstacle(null, lack.fault(START))));
      }
      if (!together) {
        obstacles.addAll(lack(cache, archives));
      }
      return obstacles;
    } catch (IOException e) {
      throw new Attempt("cannot determine the free space", layout.root(), new Remedy.None())
          .failure(e);
    }
  }

  private static List<Obstacle> lack(Path where, long needed) throws IOException {
    long free = Files.getFileStore(where).getUsableSpace();
    if (free >= needed) {
      return List.of();
    }
    return List.of(
        new Obstacle(
            null,
            Fault.of(
                ErrorCode.DISK_FULL,
                START,
                String.format(
                    "%s has %d MiB free, and %d MiB are needed", where, free >> 20, needed >> 20),
                new Remedy.FreeSpace(where, needed - free))));
  }
}
