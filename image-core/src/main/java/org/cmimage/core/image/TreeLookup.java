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
import org.cmimage.core.fault.Fault;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.ImageException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.host.TreePlace;
import org.cmimage.core.syscall.HostCalls;
import org.cmimage.core.yaml.NearMatches;
import org.cmimage.model.ComponentName;
import org.cmimage.model.change.ComponentRemoval;
import org.cmimage.model.entity.EntityType;
import org.cmimage.model.entity.SoftwareImage;
import org.cmimage.model.snapshot.ClusterSnapshot;

/**
 * The lookup of trees to verify, as users name them: registered or not, of components and of images
 * of any name and place. In contrast to {@link ImageLookup}, programs need not be able to run in
 * them.
 */
public final class TreeLookup {
  private final ClusterLayout layout;
  private final ClusterSnapshot cluster;
  private final HostCalls calls;

  /** Creates a lookup in a cluster as it is now. */
  public TreeLookup(ClusterLayout layout, ClusterSnapshot cluster, HostCalls calls) {
    this.layout = layout;
    this.cluster = cluster;
    this.calls = calls;
  }

  /**
   * Returns the component of the tree.
   *
   * @param text a name, or the path of a tree, on this machine or below the cluster's root
   * @throws ImageException with code {@code NO_SUCH_IMAGE} where there is no such tree
   * @throws FaultException as {@link ImageLookup#find}
   */
  public ComponentName find(String text) throws ImageException, IOException {
    Optional<ComponentName> component = named(text);
    if (isImageOfItsOwn(text, component)) {
      return new ImageLookup(layout, cluster, calls).find(text).subject(calls);
    }
    ComponentName known = component.orElseThrow(() -> unknown(text));
    if (!Files.isDirectory(layout.tree(known))) {
      throw absent(text, known);
    }
    return known;
  }

  /** Returns whether an image of any name and place is meant, such as a clone. */
  private boolean isImageOfItsOwn(String text, Optional<ComponentName> component) {
    if (text.contains("/")) {
      return component.isEmpty();
    }
    return cluster
        .find(EntityType.SOFTWARE_IMAGE, text)
        .map(image -> ((SoftwareImage) image).path())
        .filter(path -> !component.map(ComponentName::path).equals(Optional.of(path)))
        .isPresent();
  }

  private Optional<ComponentName> named(String text) throws ImageException {
    if (!text.contains("/")) {
      return ComponentName.find(text);
    }
    try {
      return ComponentName.ofPath(layout.inCluster(Path.of(text)));
    } catch (InvalidPathException e) {
      throw unknown(text);
    }
  }

  /** Returns the failure of a missing tree, with the node found in its place. */
  private ImageException absent(String text, ComponentName component) throws IOException {
    Path tree = layout.tree(component);
    Optional<String> odd = new TreePlace(calls, tree).oddity();
    boolean registered = !ComponentRemoval.entities(cluster, component).isEmpty();
    if (odd.isEmpty() && !registered) {
      return unknown(text);
    }
    String removal =
        String.join(
            " ",
            "cm-image remove",
            component.kind().verb(),
            "-d",
            component.archOs().distribution().toString(),
            "-a",
            component.archOs().architecture().toString());
    return new ImageException(
        Fault.of(
            ErrorCode.NO_SUCH_IMAGE,
            "cannot verify " + component,
            "expected its tree in " + tree + ", found " + odd.orElse("nothing there"),
            new Remedy.Advice(
                registered
                    ? "put the tree back there, or remove what is registered of it: " + removal
                    : "put the tree there, or delete what is there")),
        component,
        null);
  }

  private ImageException unknown(String text) {
    Set<String> names = new LinkedHashSet<>(cluster.names(EntityType.SOFTWARE_IMAGE));
    names.addAll(cluster.componentNames());
    List<String> near = NearMatches.of(text, names);
    return new ImageException(
        ErrorCode.NO_SUCH_IMAGE,
        "cannot verify \"" + text + "\"",
        "there is no such tree",
        names.isEmpty()
            ? new Remedy.Advice("Create one first; see: cm-image create --help")
            : new Remedy.Choose(
                "NAME", near.isEmpty() ? List.copyOf(names) : near, Optional.of(text)));
  }
}
