package org.cmimage.core.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.syscall.HostCalls;
import org.cmimage.core.yaml.YamlFile;
import org.cmimage.core.yaml.YamlSection;
import org.cmimage.model.ArchOs;
import org.cmimage.model.Architecture;
import org.cmimage.model.Distribution;
import org.cmimage.model.change.NewCluster;
import org.cmimage.model.entity.Device;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.Network;
import org.cmimage.model.entity.Partition;
import org.cmimage.model.netboot.NetbootMode;

/**
 * The settings that a cluster is set up with at first use: those in {@code cm-image.yaml}, and for
 * missing ones the properties of this machine.
 *
 * <pre>{@code
 * cluster: blue
 * headnode:
 *   hostname: head1
 *   architecture: aarch64
 *   distribution: ubuntu2404
 * networks:
 *   internalnet:
 *     type: Internal
 *     baseaddress: 10.141.0.0
 *     netmaskbits: "16"
 * emulation:
 *   aarch64: cortex-a72
 * history:
 *   states: 2
 * netboot: dnsmasq
 * }</pre>
 *
 * <p>The properties of a network are those of the shell's network mode. Under {@code emulation} a
 * CPU model of QEMU can be given to emulate an architecture with, in place of the one that is
 * measured to be fast. {@code history} is the number of former states of each image to keep, from 0
 * to 100. {@code netboot} says how much of the boot service for nodes is made of the cluster's
 * entities: {@code none} as by default, {@code files}, or {@code dnsmasq}.
 */
public final class HeadNode {
  private static final String STATES = "states";
  private static final String NETBOOT = "netboot";
  private static final int FORMER_TREES = 2;
  private static final int MOST_FORMER_TREES = 100;
  private static final Pattern CPU_MODEL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.,=+-]{0,99}");

  private final ClusterLayout layout;
  private final Path host;

  /** Makes the head node of a cluster: this machine, except for settings in its configuration. */
  public HeadNode(ClusterLayout layout) {
    this(layout, Path.of("/"));
  }

  HeadNode(ClusterLayout layout, Path host) {
    this.layout = layout;
    this.host = host;
  }

  /**
   * Returns the settings for setting up the cluster, including the head node's own trees, if any.
   *
   * @param calls to read its own image
   * @throws FaultException with code {@code INVALID_CONFIGURATION} where the file is wrong, or
   *     where neither it nor this machine has the distribution
   */
  public NewCluster newCluster(HostCalls calls) throws IOException {
    Optional<YamlSection> file = configuration();
    Optional<YamlSection> section =
        file.isPresent() ? file.get().optionalSection("headnode") : Optional.empty();
    if (section.isPresent()) {
      section.get().allowOnly(Set.of("hostname", "architecture", "distribution"));
    }
    ArchOs archOs = new ArchOs(architecture(section), distribution(section));
    String hostName = text(section, "hostname").orElseGet(this::hostName);
    requireHostName(section, hostName, archOs);
    NewCluster defaults = NewCluster.of(hostName, archOs);
    String name = text(file, "cluster").orElse(defaults.clusterName());
    if (file.isPresent()) {
      requireName(file.get(), "cluster", () -> Partition.base(name));
    }
    List<Network> networks =
        file.isPresent() ? ConfiguredNetworks.of(file.get()).read() : List.of();
    NewCluster cluster =
        new NewCluster(
            name,
            hostName,
            archOs,
            networks.isEmpty() ? defaults.networks() : networks,
            OwnTrees.images(layout, calls, archOs),
            OwnTrees.parts(layout));
    if (file.isPresent()) {
      ConfiguredNetworks.of(file.get()).requireValid(cluster);
    }
    return cluster;
  }

  private void requireHostName(Optional<YamlSection> section, String hostName, ArchOs archOs)
      throws FaultException {
    if (text(section, "hostname").isPresent()) {
      requireName(section.orElseThrow(), "hostname", () -> Device.headNode(hostName, archOs));
      return;
    }
    try {
      Device.headNode(hostName, archOs);
    } catch (IllegalArgumentException e) {
      throw unknown("hostname", "the host name of this machine: " + e.getMessage());
    }
  }

  /** A function that makes an entity, to validate its values. */
  private interface Trial {
    Entity make();
  }

  /** Refuses an invalid value of an entity, with its place in the file. */
  private static void requireName(YamlSection section, String key, Trial trial)
      throws FaultException {
    try {
      trial.make();
    } catch (IllegalArgumentException e) {
      throw section.fault(key, String.valueOf(e.getMessage()));
    }
  }

  /**
   * Returns the CPU models to emulate architectures with, in the form of {@code qemu-ARCH -cpu};
   * none for architectures where this program chooses.
   *
   * @throws FaultException with code {@code INVALID_CONFIGURATION} where the file is wrong
   */
  public Map<Architecture, String> cpuModels() throws IOException {
    Optional<YamlSection> file = configuration();
    return file.isPresent() ? cpuModels(file.get()) : Map.of();
  }

  private static Map<Architecture, String> cpuModels(YamlSection file) throws FaultException {
    Map<Architecture, String> models = new EnumMap<>(Architecture.class);
    Optional<YamlSection> section = file.optionalSection("emulation");
    if (section.isPresent()) {
      for (String key : section.get().keys()) {
        Architecture architecture =
            Architecture.find(key)
                .orElseThrow(
                    () -> section.get().faultAtKey(key, "unknown architecture \"" + key + "\""));
        String model = section.get().text(key);
        if (!CPU_MODEL.matcher(model).matches()) {
          throw section.get().fault(key, "not a CPU model of QEMU: \"" + model + "\"");
        }
        models.put(architecture, model);
      }
    }
    return models;
  }

  /**
   * Returns how many former trees of each image are kept after changes of its packages.
   *
   * @throws FaultException with code {@code INVALID_CONFIGURATION} where the file is wrong
   */
  public int formerTrees() throws IOException {
    Optional<YamlSection> file = configuration();
    return file.isPresent() ? formerTrees(file.get()) : FORMER_TREES;
  }

  private static int formerTrees(YamlSection file) throws FaultException {
    Optional<YamlSection> section = file.optionalSection("history");
    if (section.isEmpty()) {
      return FORMER_TREES;
    }
    section.get().allowOnly(Set.of(STATES));
    long states = section.get().count(STATES);
    if (states > MOST_FORMER_TREES) {
      throw section.get().fault(STATES, "expected 0 to " + MOST_FORMER_TREES + ", found " + states);
    }
    return (int) states;
  }

  /**
   * Returns how much of the boot service for nodes this head node makes.
   *
   * @throws FaultException with code {@code INVALID_CONFIGURATION} where the file is wrong
   */
  public NetbootMode netbootMode() throws IOException {
    Optional<YamlSection> file = configuration();
    return file.isPresent() ? netbootMode(file.get()) : NetbootMode.NONE;
  }

  private static NetbootMode netbootMode(YamlSection file) throws FaultException {
    String text = file.optionalText(NETBOOT).orElse("none");
    for (NetbootMode mode : NetbootMode.values()) {
      if (mode.name().toLowerCase(Locale.ROOT).equals(text)) {
        return mode;
      }
    }
    throw file.fault(NETBOOT, "expected none, files or dnsmasq, found \"" + text + "\"");
  }

  private Optional<YamlSection> configuration() throws IOException {
    Path path = layout.configuration();
    try (InputStream in = Files.newInputStream(path)) {
      YamlSection root = YamlSection.root(YamlFile.read(in, path.toString()));
      root.allowOnly(Set.of("cluster", "headnode", "networks", "emulation", "history", NETBOOT));
      cpuModels(root);
      netbootMode(root);
      formerTrees(root);
      return Optional.of(root);
    } catch (NoSuchFileException none) {
      return Optional.empty();
    }
  }

  private static Optional<String> text(Optional<YamlSection> section, String key)
      throws FaultException {
    return section.isPresent() ? section.get().optionalText(key) : Optional.empty();
  }

  private Architecture architecture(Optional<YamlSection> section) throws FaultException {
    Optional<String> configured = text(section, "architecture");
    String name = configured.orElseGet(Architecture::nameOfThisMachine);
    return Architecture.find(name)
        .filter(Architecture.headNodes()::contains)
        .orElseThrow(
            () -> {
              String fact =
                  "expected one of " + Architecture.headNodes() + ", found \"" + name + "\"";
              return configured.isPresent()
                  ? section.orElseThrow().fault("architecture", fact)
                  : unknown("architecture", fact);
            });
  }

  private Distribution distribution(Optional<YamlSection> section) throws IOException {
    Optional<String> configured = text(section, "distribution");
    if (configured.isPresent()) {
      return Distribution.find(configured.get())
          .orElseThrow(
              () ->
                  section
                      .orElseThrow()
                      .fault("distribution", "not a distribution: \"" + configured.get() + "\""));
    }
    Map<String, String> release = osRelease();
    return Distribution.ofOsRelease(
            release.getOrDefault("ID", ""),
            release.getOrDefault("VERSION_ID", ""),
            release.getOrDefault("VERSION_CODENAME", ""))
        .filter(found -> !found.release().equals("0"))
        .orElseThrow(
            () -> unknown("distribution", "its os-release names no distribution and release"));
  }

  private FaultException unknown(String key, String fact) {
    return new FaultException(
        ErrorCode.INVALID_CONFIGURATION,
        "cannot tell what the head node is",
        fact,
        new Remedy.Advice("Set headnode: " + key + ": in " + layout.configuration()));
  }

  /** Returns the keys and values of os-release(5), which is shell syntax without expansion. */
  private Map<String, String> osRelease() throws IOException {
    Path file = host.resolve("etc/os-release");
    if (!Files.exists(file)) {
      return Map.of();
    }
    Map<String, String> values = new HashMap<>();
    for (String line : Files.readAllLines(file, UTF_8)) {
      int equals = line.indexOf('=');
      if (equals > 0) {
        values.put(
            line.substring(0, equals), line.substring(equals + 1).replaceAll("^[\"']|[\"']$", ""));
      }
    }
    return values;
  }

  private String hostName() {
    try {
      String name = Files.readString(host.resolve("proc/sys/kernel/hostname"), UTF_8).strip();
      return name.isEmpty() ? "localhost" : name.replaceFirst("\\..*", "");
    } catch (IOException unknown) {
      return "localhost";
    }
  }
}
