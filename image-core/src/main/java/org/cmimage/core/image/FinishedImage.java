package org.cmimage.core.image;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.cluster.TreeLocks;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.format.KernelReleases;
import org.cmimage.core.identity.TreeIdentity;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.syscall.HostCalls;
import org.cmimage.model.ArchOs;
import org.cmimage.model.Architecture;
import org.cmimage.model.ComponentKind;
import org.cmimage.model.ComponentName;
import org.cmimage.model.entity.Device;
import org.cmimage.model.entity.EntityType;
import org.cmimage.model.entity.FsExport;
import org.cmimage.model.entity.SoftwareImage;
import org.cmimage.model.snapshot.ClusterSnapshot;
import org.cmimage.model.store.ClusterStore;

/**
 * A tree of the cluster that programs can run in: a software image or a node-installer, registered
 * or not.
 *
 * @param path its path in the cluster, as in entities
 * @param place its path in the cluster, links resolved; the key of its records
 * @param directory the same on this machine
 * @param entity the software image of the tree
 * @param component the component, where its path is a component's
 * @param nodes the host names of nodes that run it
 * @param exports the networks that its tree, or a directory in it, is exported to
 */
public record FinishedImage(
    String path,
    String place,
    Path directory,
    Optional<SoftwareImage> entity,
    Optional<ComponentName> component,
    List<String> nodes,
    List<String> exports) {
  /** The kernel's limit of a host name's length in bytes. */
  private static final int HOST_NAME_LIMIT = 64;

  public FinishedImage {
    nodes = List.copyOf(nodes);
    exports = List.copyOf(exports);
  }

  static FinishedImage of(ClusterSnapshot cluster, String path, String place, Path directory) {
    Optional<SoftwareImage> entity =
        Stream.of(path, place)
            .flatMap(at -> cluster.softwareImages().stream().filter(i -> i.path().equals(at)))
            .findFirst();
    return new FinishedImage(
        path,
        place,
        directory,
        entity,
        ComponentName.ofPath(path),
        entity.stream()
            .flatMap(image -> cluster.nodesRunning(image.name()).stream())
            .map(Device::name)
            .toList(),
        cluster.all(EntityType.FS_EXPORT).stream()
            .filter(export -> isIn(path, export.get(FsExport.PATH)))
            .map(export -> export.get(FsExport.NETWORK))
            .filter(network -> !network.isEmpty())
            .distinct()
            .toList());
  }

  private static boolean isIn(String tree, String part) {
    return part.equals(tree) || part.startsWith(tree + "/");
  }

  /** Returns the image's name, or that of its directory where it is not registered. */
  public String name() {
    return entity.map(SoftwareImage::name).orElseGet(this::directoryName);
  }

  private String directoryName() {
    return Objects.requireNonNull(Path.of(path).getFileName(), path).toString();
  }

  /**
   * Returns the host name of sessions in it: its own name, without characters that host names must
   * not have.
   */
  String hostName() {
    String name = name().replaceAll("[^A-Za-z0-9._-]", "-");
    return name.substring(0, Math.min(name.length(), HOST_NAME_LIMIT));
  }

  /**
   * Returns the kernel that its nodes boot: the one that is set, if the tree has it, else the
   * newest; empty where it has none.
   */
  public Optional<String> kernel(Rootfs tree) throws IOException {
    List<String> releases = KernelReleases.bootable(tree);
    Optional<String> set = entity.map(image -> image.get(SoftwareImage.KERNEL_VERSION));
    return set.filter(releases::contains).or(() -> releases.stream().findFirst());
  }

  /**
   * Refuses to {@code verb} the image where it, or a part of it, is locked in cmsh.
   *
   * @throws FaultException with code {@code IN_USE}
   */
  public void requireUnlocked(String verb, ClusterLayout layout, ClusterStore store)
      throws IOException {
    new TreeLocks(layout)
        .requireUnlocked("cannot " + verb + " " + name(), store, List.of(path, place));
  }

  /**
   * Returns the architecture of its programs: from its name, else from the programs.
   *
   * @throws FaultException with code {@code IMAGE_INCOMPLETE} where it is unknown
   */
  public Architecture architecture(Rootfs tree) throws IOException {
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
                    "cannot run programs of " + name(),
                    "its architecture is not known: no program found in " + directory,
                    new Remedy.Advice("See what there is: cm-image inspect " + directory)));
  }

  /**
   * Returns the tree's component with its name and place: its target is known from its path, where
   * that is a component's, else from its content.
   *
   * @throws FaultException with code {@code IMAGE_INCOMPLETE} where it is unknown
   */
  public ComponentName subject(HostCalls calls) throws IOException {
    Optional<ComponentName> named = ComponentName.ofPath(place);
    if (named.filter(known -> known.name().equals(name())).isPresent()) {
      return named.get();
    }
    Optional<ComponentName> told = named.or(() -> component);
    return (told.isPresent() ? told.get() : identify(calls)).at(name(), place);
  }

  private ComponentName identify(HostCalls calls) throws IOException {
    try (Rootfs tree = open(calls)) {
      TreeIdentity identity = TreeIdentity.of(tree);
      ArchOs archOs =
          identity
              .archOs()
              .orElseThrow(
                  () ->
                      new FaultException(
                          ErrorCode.IMAGE_INCOMPLETE,
                          "cannot use image " + name(),
                          "its architecture and distribution are not known: neither its path nor"
                              + " its content shows them",
                          new Remedy.Advice("See what there is: cm-image inspect " + directory)));
      return new ComponentName(
          entity.isPresent()
              ? ComponentKind.SOFTWARE_IMAGE
              : identity.kind().value().orElse(ComponentKind.SOFTWARE_IMAGE),
          archOs);
    }
  }

  /** Opens its tree. */
  public Rootfs open(HostCalls calls) throws IOException {
    return Rootfs.open(calls, directory);
  }
}
