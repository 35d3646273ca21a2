package org.cmimage.sources.medium;

import com.google.common.collect.ImmutableList;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.tree.TreePath;
import org.cmimage.core.yaml.YamlFile;
import org.cmimage.core.yaml.YamlSection;
import org.cmimage.sources.iso.path.IsoPath;

/**
 * The systems that an Ubuntu medium installs, from {@code casper/install-sources.yaml}: a list, or
 * a list below {@code sources}. Keys that do not locate a system are ignored.
 *
 * @param chosen the default of its installer
 * @param others the ids of the other ones
 */
record InstallSources(System chosen, List<String> others) {
  static final String FILE = LiveLayers.UBUNTU + "/install-sources.yaml";

  private static final int MAX_BYTES = 256 << 10;
  private static final int MOST = 64;
  private static final String LAYERED = "fsimage-layered";
  private static final String ONE = "fsimage";

  InstallSources {
    others = ImmutableList.copyOf(others);
  }

  /**
   * A system.
   *
   * @param type the form of its tree
   * @param path the image that contains it, or the highest of them
   */
  record System(String id, String type, String path, boolean isDefault) {}

  /**
   * Reads the systems of a medium.
   *
   * @throws FaultException if the list is invalid, or names no system
   */
  static InstallSources read(IsoPath root) throws IOException {
    LiveLayers layers = layers(root);
    IsoPath file = (IsoPath) root.resolve(FILE);
    if (Files.size(file) > MAX_BYTES) {
      throw layers.fault("it has more than " + MAX_BYTES + " bytes");
    }
    List<System> systems;
    try {
      systems = systems(Files.readAllBytes(file));
    } catch (FaultException e) {
      throw layers.fault(e.getMessage());
    }
    if (systems.isEmpty()) {
      throw layers.fault("it names no system");
    }
    System chosen = systems.stream().filter(System::isDefault).findFirst().orElse(systems.get(0));
    return new InstallSources(
        chosen,
        systems.stream().filter(each -> !each.equals(chosen)).map(System::id).distinct().toList());
  }

  private static LiveLayers layers(IsoPath root) {
    return new LiveLayers((IsoPath) root.resolve(LiveLayers.UBUNTU), FILE);
  }

  private static List<System> systems(byte[] yaml) throws IOException {
    YamlSection file =
        YamlSection.root(
            YamlFile.readListed(new ByteArrayInputStream(yaml), "its content", "sources"));
    List<System> systems = new ArrayList<>();
    for (YamlSection each : file.items("sources", MOST).orElse(List.of())) {
      String path = path(each);
      systems.add(
          new System(
              TreePath.printable(each.keys().contains("id") ? each.scalar("id") : path),
              each.scalar("type"),
              path,
              each.flag("default").orElse(false)));
    }
    return systems;
  }

  /**
   * Returns the path of a system; newer media have variations of a system, of which the first one
   * is the default.
   */
  private static String path(YamlSection system) throws FaultException {
    if (!system.keys().contains("path")) {
      Optional<YamlSection> first =
          system.optionalSection("variations").stream()
              .flatMap(variations -> firstOf(variations).stream())
              .findFirst();
      if (first.isPresent()) {
        return first.get().scalar("path");
      }
    }
    return system.scalar("path");
  }

  private static Optional<YamlSection> firstOf(YamlSection variations) {
    try {
      return variations.sections().values().stream().findFirst();
    } catch (FaultException e) {
      return Optional.empty(); // the caller that needs a path reports that it has none
    }
  }

  /** Returns the images of the chosen system, the lowest first. */
  List<IsoPath> images(IsoPath root) throws IOException {
    LiveLayers layers = layers(root);
    return switch (chosen.type()) {
      case LAYERED -> layers.chain(chosen.path());
      case ONE -> List.of(layers.file(chosen.path()));
      default ->
          throw layers.fault(
              "system "
                  + chosen.id()
                  + " is of type \""
                  + TreePath.printable(chosen.type())
                  + "\"; expected "
                  + ONE
                  + " or "
                  + LAYERED);
    };
  }

  /** Returns the choice, for messages. */
  String describe() {
    return "system "
        + chosen.id()
        + (others.isEmpty() ? "" : "; it has " + String.join(", ", others) + " too");
  }
}
