package org.cmimage.core.netboot;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.format.KernelPlaces;
import org.cmimage.core.host.Attempt;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.syscall.HostCalls;
import org.cmimage.model.netboot.ServedKernel;

/** Kernels and initramfs archives in the trees of images. */
final class KernelSources {
  private final ClusterLayout layout;
  private final HostCalls calls;
  private final List<String> warnings;

  KernelSources(ClusterLayout layout, HostCalls calls, List<String> warnings) {
    this.layout = layout;
    this.calls = calls;
    this.warnings = warnings;
  }

  /** Returns the sources by the path they are served at; none where either is missing. */
  Map<String, BootSource> of(ServedKernel kernel) {
    String subject = "softwareimage " + kernel.image() + ": ";
    try (Rootfs tree = Rootfs.open(calls, layout.resolve(kernel.tree()))) {
      String release = kernel.release();
      Optional<BootSource> image = BootSource.first(tree, KernelPlaces.images(release));
      Optional<BootSource> initramfs = BootSource.first(tree, KernelPlaces.initramfs(release));
      if (image.isEmpty() || initramfs.isEmpty()) {
        String what = image.isEmpty() ? "kernel" : "initramfs of kernel";
        warnings.add(
            subject + "its tree has no " + what + " " + release + ", so nodes cannot boot");
        return Map.of();
      }
      Map<String, BootSource> sources = new LinkedHashMap<>();
      sources.put(kernel.directory() + "/" + ServedKernel.KERNEL, image.get());
      sources.put(kernel.directory() + "/" + ServedKernel.INITRD, initramfs.get());
      return sources;
    } catch (IOException e) {
      Attempt reading =
          new Attempt(
              "cannot read the kernel of " + kernel.tree(),
              layout.resolve(kernel.tree()),
              new Remedy.None());
      warnings.add(subject + reading.fault(e).getMessage());
      return Map.of();
    }
  }
}
