package org.cmimage.sources.deb.provision.order;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.cmimage.core.rootfs.Rootfs;

/**
 * The packages whose configuration may change the content of an initramfs: those with hooks of
 * initramfs-tools, kernels, and those with settings that these read. By the rules of
 * initramfs-tools, any other package that concerns it must call update-initramfs when it is
 * configured, which {@link ConfigureGuards} records.
 */
public final class InitramfsPackages {
  private static final ImmutableList<String> PLACES =
      ImmutableList.of(
          "/usr/share/initramfs-tools/",
          "/etc/initramfs-tools/",
          "/lib/modules/",
          "/boot/vmlinu",
          "/etc/modprobe.d/",
          "/etc/modules-load.d/",
          "/etc/udev/",
          "/etc/ld.so.conf.d/");

  private static final int MAX_LIST = 64 << 20;

  private InitramfsPackages() {}

  /** Returns those among the packages of a tree, by the lists of their files. */
  public static Set<PackageState> of(Rootfs tree, List<PackageState> packages) throws IOException {
    Set<PackageState> found = new HashSet<>();
    for (PackageState pkg : packages) {
      Optional<String> files =
          tree.read(pkg.controlFile("list"), MAX_LIST).map(list -> new String(list, ISO_8859_1));
      // The path of a file, not that of the directory, which other packages may have empty.
      if (files.isPresent() && PLACES.stream().anyMatch(place -> files.get().contains(place))) {
        found.add(pkg);
      }
    }
    return found;
  }
}
