package org.cmimage.core.identity;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.tree.TreePath;
import org.cmimage.core.yaml.YamlFile;
import org.cmimage.core.yaml.YamlSection;
import org.cmimage.model.ArchOs;
import org.cmimage.model.Architecture;
import org.cmimage.model.ComponentKind;
import org.cmimage.model.Distribution;

/**
 * The description of a tree in a YAML file in its root, where there is no os-release file.
 *
 * <pre>{@code
 * component: cmshared
 * distribution: debian12
 * architecture: aarch64
 * made-by: cm-image 0.1.0
 * packages:
 *   numactl: "2.0.16-1"
 * }</pre>
 *
 * @param kind the component's kind
 * @param archOs the component's target
 * @param madeBy the program that made it, with its version
 * @param packages the packages it was made of, versions by name
 */
public record ComponentMarker(
    ComponentKind kind, ArchOs archOs, String madeBy, Map<String, String> packages) {
  /** The marker's path in a tree. */
  public static final TreePath PATH = TreePath.of(".cm-image.yaml");

  private static final String COMPONENT = "component";
  private static final String DISTRIBUTION = "distribution";
  private static final String ARCHITECTURE = "architecture";
  private static final String MADE_BY = "made-by";
  private static final String PACKAGES = "packages";
  private static final int MODE = 0644;

  public ComponentMarker {
    packages = ImmutableMap.copyOf(packages);
  }

  /**
   * Reads a tree's marker; empty if it has none. The tree is hostile input: the file's size is
   * limited. Keys of later releases are ignored.
   *
   * @throws FaultException where it is malformed, with the reason
   */
  public static Optional<ComponentMarker> read(Rootfs tree) throws IOException {
    Optional<InputStream> file = tree.openFile(PATH);
    if (file.isEmpty()) {
      return Optional.empty();
    }
    try (InputStream in = file.get()) {
      return Optional.of(parse(in));
    }
  }

  /** Parses a marker's bytes in the same way. */
  static ComponentMarker parse(InputStream in) throws IOException {
    return parse(YamlSection.root(YamlFile.read(in, PATH.toString())));
  }

  private static ComponentMarker parse(YamlSection root) throws FaultException {
    String component = root.text(COMPONENT);
    String distribution = root.text(DISTRIBUTION);
    String architecture = root.text(ARCHITECTURE);
    Optional<ComponentKind> kind = kind(component);
    Optional<Distribution> release = Distribution.find(distribution);
    Optional<Architecture> machine = Architecture.find(architecture);
    if (kind.isEmpty()) {
      throw root.fault(COMPONENT, "unknown component \"" + component + "\"");
    }
    if (release.isEmpty()) {
      throw root.fault(DISTRIBUTION, "not a distribution: \"" + distribution + "\"");
    }
    if (machine.isEmpty()) {
      throw root.fault(ARCHITECTURE, "unknown architecture \"" + architecture + "\"");
    }
    SortedMap<String, String> packages = new TreeMap<>();
    Optional<YamlSection> section = root.optionalSection(PACKAGES);
    if (section.isPresent()) {
      for (String name : section.get().keys()) {
        packages.put(name, section.get().text(name));
      }
    }
    return new ComponentMarker(
        kind.get(),
        new ArchOs(machine.get(), release.get()),
        root.optionalText(MADE_BY).orElse(""),
        packages);
  }

  private static Optional<ComponentKind> kind(String verb) {
    for (ComponentKind kind : ComponentKind.values()) {
      if (kind.verb().equals(verb)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }

  /** Writes it into a tree, replacing an existing one. */
  public void write(Rootfs tree) throws IOException {
    StringBuilder text =
        new StringBuilder("# Tells what this directory is. cm-image reads it; leave it here.\n");
    line(text, COMPONENT, kind.verb());
    line(text, DISTRIBUTION, archOs.distribution().id());
    line(text, ARCHITECTURE, archOs.architecture().unameName());
    line(text, MADE_BY, YamlFile.quoted(madeBy));
    text.append(PACKAGES).append(packages.isEmpty() ? ": {}\n" : ":\n");
    new TreeMap<>(packages)
        .forEach(
            (name, version) ->
                line(text.append("  "), YamlFile.quoted(name), YamlFile.quoted(version)));
    tree.write(PATH, text.toString().getBytes(UTF_8), MODE);
  }

  private static void line(StringBuilder text, String key, String value) {
    text.append(key).append(": ").append(value).append('\n');
  }
}
