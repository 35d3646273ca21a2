package org.cmimage.core.catalog;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import java.util.List;
import java.util.Map;
import org.cmimage.model.Architecture;
import org.cmimage.model.ComponentKind;
import org.cmimage.model.Distribution;

/**
 * One distribution of the catalog. The maps keep the order of the file.
 *
 * @param distribution its spelling on the command line
 * @param title the name for display, such as {@code Debian 12 (bookworm)}
 * @param packaging the package format, {@code deb}
 * @param codename such as {@code bookworm}
 * @param repositories per architecture offered, the default repositories of its packages; never
 *     empty
 * @param packages per component, the packages it consists of besides the essential ones and those
 *     of {@code priorities}
 * @param kernels per architecture offered, the kernel package
 * @param flavours per architecture, other kernel packages by the names they can be requested by
 * @param priorities per component, the package priorities (Debian Policy 2.5) of which every
 *     package is installed, such as {@code required}; a package of these that conflicts with a
 *     named one is left out
 * @param lacking per architecture, those of {@code packages} that the release does not have for it;
 *     left out there
 * @param excluded per component, packages that are not installed although another setting requests
 *     them
 * @param emulatorPackage the package with the static QEMU user-mode emulators
 * @param twins what may run natively in place of the image's programs
 * @param pins which versions of packages are preferred; earlier ones have priority
 * @param notice what users of the distribution should know before they use it; may be empty
 */
public record DistributionSpec(
    Distribution distribution,
    String title,
    String packaging,
    String codename,
    Map<Architecture, List<Repository>> repositories,
    Map<ComponentKind, List<String>> packages,
    Map<Architecture, String> kernels,
    Map<Architecture, Map<String, String>> flavours,
    Map<ComponentKind, List<String>> priorities,
    Map<Architecture, List<String>> lacking,
    Map<ComponentKind, List<String>> excluded,
    String emulatorPackage,
    Twins twins,
    List<PinSpec> pins,
    String notice) {

  public DistributionSpec {
    repositories = copyOf(repositories);
    packages = copyOf(packages);
    kernels = ImmutableMap.copyOf(kernels);
    flavours = ImmutableMap.copyOf(Maps.transformValues(flavours, ImmutableMap::copyOf));
    priorities = copyOf(priorities);
    lacking = copyOf(lacking);
    excluded = copyOf(excluded);
    pins = ImmutableList.copyOf(pins);
    if (!repositories.keySet().equals(kernels.keySet())) {
      throw new IllegalArgumentException(
          distribution
              + " has repositories for "
              + repositories.keySet()
              + " and kernels for "
              + kernels.keySet()
              + "; expected the same architectures");
    }
  }

  /** Returns the packages of a component that exist for an architecture, without the kernel. */
  public List<String> packages(ComponentKind kind, Architecture architecture) {
    List<String> absent = lacking.getOrDefault(architecture, List.of());
    return packages.getOrDefault(kind, List.of()).stream()
        .filter(name -> !absent.contains(name))
        .toList();
  }

  private static <K, V> Map<K, List<V>> copyOf(Map<K, List<V>> lists) {
    ImmutableMap.Builder<K, List<V>> copy = ImmutableMap.builder();
    lists.forEach((key, list) -> copy.put(key, ImmutableList.copyOf(list)));
    return copy.buildOrThrow();
  }
}
