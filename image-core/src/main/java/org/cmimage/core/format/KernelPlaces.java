package org.cmimage.core.format;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cmimage.core.tree.TreePath;

/** Where distributions put a kernel, its image and its modules, and how they name them. */
public final class KernelPlaces {
  /**
   * The directories of modules, by release: the place itself, and the link to it of a merged /usr.
   */
  public static final List<TreePath> MODULES =
      List.of(TreePath.of("usr/lib/modules"), TreePath.of("lib/modules"));

  /** Where images of kernels are, with the release in their names. */
  public static final TreePath BOOT = TreePath.of("boot");

  /** Before the release, in {@code /boot}. */
  private static final List<String> IMAGE_PREFIXES =
      List.of("vmlinuz-", "Image-", "Image.gz-", "vmlinux-");

  private static final List<String> IMAGES_BESIDE_MODULES = List.of("vmlinuz", "Image");

  private KernelPlaces() {}

  /** Returns the paths at which the image of a release may be, the usual ones first. */
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

  /** Returns the release of the kernel whose image a file in {@code /boot} is by its name. */
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
