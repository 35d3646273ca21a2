package org.cmimage.core.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.syscall.HostCalls;
import org.cmimage.core.tree.TreePath;
import org.cmimage.core.verify.TreeVerifier;
import org.cmimage.model.ArchOs;
import org.cmimage.model.entity.FsPart;
import org.cmimage.model.entity.SoftwareImage;

/**
 * The trees a head node has for nodes like itself, under plain names, before the cluster's first
 * use. An installer made them; often there are none.
 */
final class OwnTrees {
  private static final String IMAGE = "default-image";
  private static final String IMAGE_PATH = "/cm/images/default-image";

  /** Paths and types of parts, as in the original. */
  private static final Map<String, String> PARTS =
      Map.of(
          "/cm/shared", "cm-shared",
          "/cm/node-installer", "node-installer",
          "/tftpboot", "tftpboot",
          "/var/spool/cmd/monitoring", "monitoring");

  private OwnTrees() {}

  /** Returns its own image, with the newest kernel in it that nodes can boot. */
  static List<SoftwareImage> images(ClusterLayout layout, HostCalls calls, ArchOs archOs)
      throws IOException {
    Path directory = layout.resolve(IMAGE_PATH);
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Rootfs tree = Rootfs.open(calls, directory)) {
      if (tree.list(TreePath.ROOT).isEmpty()) {
        return List.of();
      }
      String kernel = TreeVerifier.bootableKernel(tree, archOs).orElse("");
      return List.of(
          SoftwareImage.of(IMAGE, IMAGE_PATH).with(SoftwareImage.KERNEL_VERSION, kernel));
    }
  }

  /** Returns its other trees, by path. */
  static List<FsPart> parts(ClusterLayout layout) {
    return PARTS.entrySet().stream()
        .filter(part -> Files.isDirectory(layout.resolve(part.getKey())))
        .map(part -> FsPart.of(part.getKey(), part.getValue()))
        .sorted(Comparator.comparing(FsPart::name))
        .toList();
  }
}
