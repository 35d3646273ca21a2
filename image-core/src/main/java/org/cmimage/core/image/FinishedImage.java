package org.cmimage.core.image;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.cmimage.core.ErrorCode;
import org.cmimage.core.Remedy;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.spi.FaultException;
import org.cmimage.core.spi.HostCalls;
import org.cmimage.core.verify.KernelReleases;
import org.cmimage.core.verify.TreeIdentity;
import org.cmimage.model.Architecture;
import org.cmimage.model.ComponentName;
import org.cmimage.model.entity.ClusterSnapshot;
import org.cmimage.model.entity.Device;
import org.cmimage.model.entity.FsPart;
import org.cmimage.model.entity.SoftwareImage;

/**
 * A tree of the cluster that programs can run in: a software image or a node-installer, registered
 * or not.
 *
 * @param path where it stands in the cluster, as entities have it
 * @param directory the same on this machine, links resolved
 * @param entity the software image whose tree it is
 * @param component which component it is, where its path tells
 * @param locks the paths of its parts that are locked in cmsh
 * @param nodes the host names of nodes that run it
 */
public record FinishedImage(
    String path,
    Path directory,
    Optional<SoftwareImage> entity,
    Optional<ComponentName> component,
    List<String> locks,
    List<String> nodes) {
  /** Linux takes no longer host name. */
  private static final int HOST_NAME_LIMIT = 64;

  public FinishedImage {
    locks = List.copyOf(locks);
    nodes = List.copyOf(nodes);
  }

  static FinishedImage of(ClusterSnapshot cluster, String path, Path directory) {
    Optional<SoftwareImage> entity =
        cluster.softwareImages().stream().filter(image -> image.path().equals(path)).findFirst();
    return new FinishedImage(
        path,
        directory,
        entity,
        ComponentName.ofPath(path),
        cluster.fsParts().stream()
            .filter(part -> part.get(FsPart.LOCKED).equals("yes"))
            .map(part -> part.get(FsPart.PATH))
            .filter(part -> part.equals(path) || part.startsWith(path + "/"))
            .toList(),
        entity.stream()
            .flatMap(image -> cluster.nodesRunning(image.name()).stream())
            .map(Device::name)
            .toList());
  }

  /** Returns the image's name, or that of its directory where it is not registered. */
  public String name() {
    return entity.map(SoftwareImage::name).orElseGet(this::directoryName);
  }

  private String directoryName() {
    return Objects.requireNonNull(Path.of(path).getFileName(), path).toString();
  }

  /** Returns the host name of sessions in it: its own name, as far as one may have its letters. */
  String hostName() {
    String name = name().replaceAll("[^A-Za-z0-9._-]", "-");
    return name.substring(0, Math.min(name.length(), HOST_NAME_LIMIT));
  }

  /**
   * Returns the kernel that its nodes boot: the one that is set, as long as the tree has it, else
   * the newest; empty where it has none.
   */
  Optional<String> kernel(Rootfs tree) throws IOException {
    List<String> releases = KernelReleases.of(tree);
    Optional<String> set = entity.map(image -> image.get(SoftwareImage.KERNEL_VERSION));
    return set.filter(releases::contains).or(() -> releases.stream().findFirst());
  }

  /**
   * Refuses to {@code verb} the image where a part of it is locked.
   *
   * @throws FaultException with code {@code IN_USE}
   */
  public void requireUnlocked(String verb) throws FaultException {
    if (!locks.isEmpty()) {
      throw new FaultException(
          ErrorCode.IN_USE,
          "cannot " + verb + " " + name() + ": locked in cmsh: " + String.join(", ", locks),
          new Remedy.Advice("Unlock it, in cmsh: fspart; unlock " + locks.get(0)));
    }
  }

  /**
   * Returns the architecture of its programs: its name's, else what they are made for.
   *
   * @throws FaultException with code {@code IMAGE_INCOMPLETE} where nothing tells
   */
  Architecture architecture(Rootfs tree) throws IOException {
    if (component.isPresent()) {
      return component.get().archOs().architecture();
    }
    return TreeIdentity.of(tree)
        .architecture()
        .value()
        .orElseThrow(
            () ->
                new FaultException(
                    ErrorCode.IMAGE_INCOMPLETE,
                    "cannot run programs of "
                        + name()
                        + ": its architecture is not known: no program found in "
                        + directory,
                    new Remedy.Advice("See what there is: cm-image inspect " + directory)));
  }

  Rootfs open(HostCalls calls) throws IOException {
    return Rootfs.open(calls, directory);
  }
}
