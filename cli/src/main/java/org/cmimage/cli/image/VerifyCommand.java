package org.cmimage.cli.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.cmimage.cli.option.GlobalOptions;
import org.cmimage.cli.render.Json;
import org.cmimage.cli.report.VerificationText;
import org.cmimage.core.cluster.Privilege;
import org.cmimage.core.cluster.Stores;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.ImageException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.host.TreePlace;
import org.cmimage.core.image.ImageLookup;
import org.cmimage.core.manifest.TreeManifest.Depth;
import org.cmimage.core.record.TreeAudit;
import org.cmimage.core.syscall.HostCalls;
import org.cmimage.core.yaml.NearMatches;
import org.cmimage.model.ComponentName;
import org.cmimage.model.change.ComponentRemoval;
import org.cmimage.model.entity.EntityType;
import org.cmimage.model.entity.SoftwareImage;
import org.cmimage.model.snapshot.ClusterSnapshot;
import org.cmimage.model.store.ClusterStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cm-image verify}. */
@Command(
    name = "verify",
    description = "Verify a tree again, without running anything of it.",
    footer = {
      "",
      "Without --all the first findings and differences of each kind are printed, and how many"
          + " there are.",
      "JSON has all of them. The exit code is 6 where the tree has errors or differs.",
      "",
      "Examples:",
      "  cm-image verify default-image-debian12-aarch64",
      "  cm-image verify node-installer-debian12-aarch64 --deep --output json"
    })
public final class VerifyCommand implements Callable<Integer> {
  private final GlobalOptions global;

  @Parameters(
      paramLabel = "NAME",
      description =
          "The image's name, see: cm-image list; or node-installer-DISTRO-ARCH, shared-DISTRO-ARCH;"
              + " or the path of the tree, also of one that is not registered.")
  private String name = "";

  @Option(
      names = "--deep",
      description =
          "Read every file and compare its digest; without it, all else that the manifest tells.")
  private boolean deep;

  @Option(
      names = "--all",
      description = "Print every finding and difference; without it, the first ones of each kind.")
  private boolean all;

  public VerifyCommand(GlobalOptions global) {
    this.global = global;
  }

  @Override
  public Integer call() throws Exception {
    HostCalls calls = HostCalls.installed();
    ComponentName component = component(calls);
    Privilege.requireRoot("verify " + component);
    Depth depth = deep ? Depth.CONTENT : Depth.METADATA;
    int most = all || global.json() ? Integer.MAX_VALUE : VerificationText.EXAMPLES;
    TreeAudit audit = TreeAudit.of(global.layout(), calls, component, depth, most);
    if (global.json()) {
      System.out.println(Json.pretty(VerificationText.toMap(audit)));
    } else {
      new VerificationText(audit, all).lines().forEach(System.out::println);
    }
    return audit.isRight() ? 0 : ErrorCode.IMAGE_INCOMPLETE.category().exitCode();
  }

  /** Returns the component to verify, which has a tree but need not be registered. */
  private ComponentName component(HostCalls calls) throws Exception {
    try (ClusterStore store = Stores.look(global.cluster())) {
      ClusterSnapshot cluster = store.snapshot();
      Optional<ComponentName> component = named();
      if (isImageOfItsOwn(cluster, component)) {
        return new ImageLookup(global.layout(), cluster, calls).find(name).subject(calls);
      }
      ComponentName known = component.orElseThrow(() -> unknown(cluster));
      if (!Files.isDirectory(global.layout().tree(known))) {
        throw absent(known, cluster);
      }
      return known;
    }
  }

  /** Returns whether an image of any name and place is meant, such as a clone. */
  private boolean isImageOfItsOwn(ClusterSnapshot cluster, Optional<ComponentName> component) {
    if (name.contains("/")) {
      return component.isEmpty();
    }
    return cluster
        .find(EntityType.SOFTWARE_IMAGE, name)
        .map(image -> ((SoftwareImage) image).path())
        .filter(path -> !component.map(ComponentName::path).equals(Optional.of(path)))
        .isPresent();
  }

  /**
   * Returns the component by its name, or by the path of its tree, on this machine or below the
   * cluster's root.
   */
  private Optional<ComponentName> named() {
    if (!name.contains("/")) {
      return ComponentName.find(name);
    }
    Path path = Path.of(name).toAbsolutePath().normalize();
    Path root = global.layout().resolve("/");
    Path below = path.startsWith(root) ? Path.of("/").resolve(root.relativize(path)) : path;
    return ComponentName.ofPath(below.toString());
  }

  /**
   * Makes the failure of a missing tree, with the node found in its place, where the tree is
   * registered or was named.
   */
  private ImageException absent(ComponentName component, ClusterSnapshot cluster)
      throws IOException {
    Path tree = global.layout().tree(component);
    Optional<String> odd = new TreePlace(HostCalls.installed(), tree).oddity();
    boolean registered = !ComponentRemoval.entities(cluster, component).isEmpty();
    if (odd.isEmpty() && !registered) {
      return unknown(cluster);
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
        ErrorCode.NO_SUCH_IMAGE,
        component,
        "cannot verify "
            + component
            + ": expected its tree in "
            + tree
            + ", found "
            + odd.orElse("nothing there"),
        new Remedy.Advice(
            registered
                ? "put the tree back there, or remove what is registered of it: " + removal
                : "put the tree there, or delete what is there"),
        null);
  }

  private ImageException unknown(ClusterSnapshot cluster) {
    Set<String> names = new LinkedHashSet<>(cluster.names(EntityType.SOFTWARE_IMAGE));
    names.addAll(cluster.componentNames());
    List<String> near = NearMatches.of(name, names);
    return new ImageException(
        ErrorCode.NO_SUCH_IMAGE,
        "cannot verify \"" + name + "\": there is no such tree",
        names.isEmpty()
            ? new Remedy.Advice("Create one first; see: cm-image create --help")
            : new Remedy.Choose(
                "NAME", near.isEmpty() ? List.copyOf(names) : near, Optional.of(name)));
  }
}
