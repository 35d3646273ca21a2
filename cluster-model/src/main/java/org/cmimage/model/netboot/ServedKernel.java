package org.cmimage.model.netboot;

/**
 * A kernel with its initramfs that nodes fetch.
 *
 * @param directory of the copies, an absolute path of the cluster
 * @param image the image's name
 * @param tree the image's tree, an absolute path of the cluster
 * @param release the kernel's
 */
public record ServedKernel(String directory, String image, String tree, String release)
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
