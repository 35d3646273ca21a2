package org.cmimage.core.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.host.TreePlace;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.syscall.HostCalls;
import org.cmimage.core.tree.TreePath;
import org.cmimage.core.yaml.NearMatches;
import org.cmimage.model.ComponentKind;
import org.cmimage.model.ComponentName;
import org.cmimage.model.entity.EntityType;
import org.cmimage.model.entity.SoftwareImage;
import org.cmimage.model.snapshot.ClusterSnapshot;

/**
 * The lookup of images as users name them: by the name of a software image, by the name of a
 * component, or by the path of the tree, on this machine or below the cluster's root.
 */
public final class ImageLookup {
  /** The files of a tree that programs can run in, one of each list. */
  private static final List<List<String>> SYSTEM =
      List.of(List.of("etc/os-release", "usr/lib/os-release"), List.of("bin/sh", "usr/bin/sh"));

  private final ClusterLayout layout;
  private final ClusterSnapshot cluster;
  private final HostCalls calls;

  /** Makes a lookup in a cluster as it is now. */
  public ImageLookup(ClusterLayout layout, ClusterSnapshot cluster, HostCalls calls) {
    this.layout = layout;
    this.cluster = cluster;
    this.calls = calls;
  }

  /**
   * Returns the image.
   *
   * @param text a name or a path
   * @throws FaultException with code {@code NO_SUCH_IMAGE} where there is none, or {@code IN_USE}
   *     for the head node's own root
   */
  public FinishedImage find(String text) throws IOException {
    String path = path(text);
    Path place = layout.resolve(path);
    if (place.equals(layout.root())) {
      throw new FaultException(
          ErrorCode.IN_USE,
          "cannot use \"" + text + "\" as an image",
          "it is the head node itself",
          new Remedy.Advice("name an image, see: cm-image list"));
    }
    if (!Files.isDirectory(place)) {
      throw missing(text, path, place);
    }
    Path directory = place.toRealPath();
    requireSystem(text, directory);
    return FinishedImage.of(cluster, path, place(text, directory), directory);
  }

  /** Returns the path of a directory in the cluster, which a link may lead out of. */
  private String place(String text, Path directory) throws IOException {
    Path root = layout.root().toRealPath();
    if (!directory.startsWith(root)) {
      throw new FaultException(
          ErrorCode.NO_SUCH_IMAGE,
          "cannot use \"" + text + "\" as an image",
          "its tree " + directory + " is not in " + root,
          new Remedy.Advice("name an image, see: cm-image list"));
    }
    return "/" + root.relativize(directory);
  }

  private String path(String text) throws FaultException {
    if (text.contains("/")) {
      return ofPath(text);
    }
    return cluster
        .find(EntityType.SOFTWARE_IMAGE, text)
        .map(image -> ((SoftwareImage) image).path())
        .or(() -> ComponentName.find(text).map(ComponentName::path))
        .orElseThrow(() -> unknown(text));
  }

  private String ofPath(String text) throws FaultException {
    try {
      return layout.inCluster(Path.of(text));
    } catch (InvalidPathException e) {
      throw unknown(text);
    }
  }

  private FaultException missing(String text, String path, Path place) throws IOException {
    Optional<String> odd = new TreePlace(calls, place).oddity();
    boolean registered =
        cluster.softwareImages().stream().anyMatch(image -> image.path().equals(path));
    if (odd.isEmpty() && !registered) {
      return unknown(text);
    }
    return new FaultException(
        ErrorCode.NO_SUCH_IMAGE,
        "cannot find image \"" + text + "\"",
        "expected its tree in " + place + ", found " + odd.orElse("nothing there"),
        new Remedy.Advice("put the tree there, or create it: cm-image create --help"));
  }

  private void requireSystem(String text, Path directory) throws IOException {
    try (Rootfs tree = Rootfs.open(calls, directory)) {
      for (List<String> either : SYSTEM) {
        boolean found = false;
        for (String path : either) {
          found |= tree.status(TreePath.of(path)).isPresent();
        }
        if (!found) {
          throw new FaultException(
              ErrorCode.NO_SUCH_IMAGE,
              "cannot use \"" + text + "\" as an image",
              directory + " has no " + String.join(" or ", either),
              new Remedy.Advice("name an image, see: cm-image list"));
        }
      }
    }
  }

  private FaultException unknown(String text) {
    Set<String> names = new LinkedHashSet<>(cluster.names(EntityType.SOFTWARE_IMAGE));
    cluster.componentNames().stream()
        .flatMap(name -> ComponentName.find(name).stream())
        .filter(component -> component.kind() != ComponentKind.CM_SHARED)
        .forEach(component -> names.add(component.name()));
    List<String> near = NearMatches.of(text, names);
    return new FaultException(
        ErrorCode.NO_SUCH_IMAGE,
        "cannot find image \"" + text + "\"",
        "there is no such image",
        names.isEmpty()
            ? new Remedy.Advice("Create one first; see: cm-image create --help")
            : new Remedy.Choose(
                "IMAGE", near.isEmpty() ? List.copyOf(names) : near, Optional.of(text)));
  }
}
