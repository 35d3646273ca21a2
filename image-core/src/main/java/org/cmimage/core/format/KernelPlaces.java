package org.cmimage.core.format;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cmimage.core.tree.TreePath;

/** The paths of kernels, their images, modules and initramfs archives in distributions. */
public final class KernelPlaces {
  /**
   * The directories of modules, by release: the directory itself, and the link to it of a merged
   * /usr.
   */
  public static final List<TreePath> MODULES =
      List.of(TreePath.of("usr/lib/modules"), TreePath.of("lib/modules"));

  /** The directory of kernel images, whose names contain the release. */
  public static final TreePath BOOT = TreePath.of("boot");

  /** The prefixes of image names in {@code /boot}, before the release. */
  private static final List<String> IMAGE_PREFIXES =
      List.of("vmlinuz-", "Image-", "Image.gz-", "vmlinux-");

  private static final List<String> IMAGES_BESIDE_MODULES = List.of("vmlinuz", "Image");

  private KernelPlaces() {}

  /** Returns the possible paths of the image of a release, the usual ones first. */
  public static List<TreePath> images(String release) {
    List<TreePath> paths = new ArrayList<>();
    for (String prefix : IMAGE_PREFIXES) {
      paths.add(BOOT.resolve(prefix + release));
    }
    for (TreePath directory : MODULES) {
      for (String name : IMAGES_BESIDE_MODULES) {
        paths.add(directory.resolve(release).resolve(name));
      }
    }
    return paths;
  }

  /** Returns the possible paths of a release's initramfs, by the names of Debian, Red Hat, SUSE. */
  public static List<TreePath> initramfs(String release) {
    return List.of(
        BOOT.resolve("initrd.img-" + release),
        BOOT.resolve("initramfs-" + release + ".img"),
        BOOT.resolve("initrd-" + release));
  }

  /** Returns the release in the name of a file in {@code /boot}; empty if it is no kernel image. */
  public static Optional<KernelRelease> ofImage(TreePath file) {
    String name = new String(file.name(), ISO_8859_1);
    return IMAGE_PREFIXES.stream()
        .filter(name::startsWith)
        .map(prefix -> name.substring(prefix.length()))
        .filter(KernelRelease::isWellFormed)
        .map(KernelRelease::new)
        .findFirst();
  }
}
