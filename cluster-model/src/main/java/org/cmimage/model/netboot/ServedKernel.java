package org.cmimage.model.netboot;

import java.util.Optional;
import org.cmimage.model.Architecture;

/**
 * A kernel with its initramfs that nodes fetch.
 *
 * @param directory of the copies, an absolute path of the cluster
 * @param image the image's name
 * @param tree the image's tree, an absolute path of the cluster
 * @param release the kernel's
 * @param architecture the image's; empty while unknown
 */
public record ServedKernel(
    String directory,
    String image,
    String tree,
    String release,
    Optional<Architecture> architecture)
    implements Comparable<ServedKernel> {
  /** The name of the kernel's copy. */
  public static final String KERNEL = "vmlinuz";

  /** The name of the initramfs's copy. */
  public static final String INITRD = "initrd";

  @Override
  public int compareTo(ServedKernel other) {
    return directory.compareTo(other.directory);
  }
}
