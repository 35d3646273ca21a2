package org.cmimage.core.boot;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.format.KernelImage;
import org.cmimage.core.format.KernelPlaces;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.tree.TreePath;
import org.cmimage.model.Architecture;

/**
 * The kernel and initramfs of an image, copied out of its tree: the emulator opens files by names,
 * which links of the tree could lead astray.
 */
final class BootFiles {
  /** The name of the kernel's copy. */
  static final String KERNEL = "kernel";

  /** The name of the initramfs's copy. */
  static final String INITRAMFS = "initramfs";

  private final String what;
  private final Rootfs tree;
  private final String release;

  /**
   * Makes the files of a kernel.
   *
   * @param what the operation, such as {@code cannot boot x}
   * @param release the kernel's; empty where the tree has none
   */
  BootFiles(String what, Rootfs tree, String release) {
    this.what = what;
    this.tree = tree;
    this.release = release;
  }

  /**
   * Copies both.
   *
   * @throws FaultException with code {@code IMAGE_INCOMPLETE} where one is missing, {@code
   *     ARCH_OS_MISMATCH} where the kernel is for another machine
   */
  void copy(Architecture architecture, ThrowAwayDirectory target) throws IOException {
    TreePath kernel = copy("kernel", KernelPlaces.images(release), target.file(KERNEL));
    copy("initramfs", KernelPlaces.initramfs(release), target.file(INITRAMFS));
    requireMachine(kernel, target.file(KERNEL), architecture);
  }

  /** Copies the first file that is there; returns its path in the tree. */
  private TreePath copy(String noun, List<TreePath> places, Path copy) throws IOException {
    for (TreePath place : release.isEmpty() ? List.<TreePath>of() : places) {
      Optional<InputStream> file = tree.openFile(place);
      if (file.isPresent()) {
        try (InputStream in = file.get()) {
          Files.copy(in, copy);
        }
        return place;
      }
    }
    throw new FaultException(
        ErrorCode.IMAGE_INCOMPLETE,
        what,
        release.isEmpty()
            ? "it has no kernel"
            : "it has no " + noun + " of " + release + ", expected " + places.get(0),
        new Remedy.Advice("install the package that makes it, see: cm-image package --help"));
  }

  private void requireMachine(TreePath kernel, Path copy, Architecture architecture)
      throws IOException {
    Optional<KernelImage> image;
    try (InputStream in = Files.newInputStream(copy)) {
      image = KernelImage.parse(in.readNBytes(KernelImage.HEAD));
    }
    String wanted = architecture.unameName();
    if (image.isEmpty() || !image.get().machine().equals(wanted)) {
      throw new FaultException(
          image.isEmpty() ? ErrorCode.IMAGE_INCOMPLETE : ErrorCode.ARCH_OS_MISMATCH,
          what,
          "expected "
              + kernel
              + " to be a kernel for "
              + wanted
              + ", found "
              + image.map(found -> "one for " + found.machine()).orElse("no kernel"),
          new Remedy.Advice("see what else is wrong with it: cm-image verify --help"));
    }
  }
}
