package org.cmimage.model.entity;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.cmimage.model.ArchOs;
import org.cmimage.model.Architecture;
import org.cmimage.model.Distribution;

/** A machine of the cluster: the head node or a node it provisions. */
public record Device(Map<String, String> values) implements Entity {
  /** The host name. */
  public static final Property HOSTNAME = Property.key("Hostname", new ValueForm.Name());

  /** Head node or node. */
  public static final Property TYPE =
      Property.of("Type", ValueForm.Choice.of("HeadNode", "PhysicalNode"))
          .byDefault("PhysicalNode");

  /** The category whose setup it has; head nodes have none. */
  public static final Property CATEGORY = Property.reference("Category", EntityType.CATEGORY);

  /** The image it runs in place of its category's. */
  public static final Property SOFTWARE_IMAGE =
      Property.reference("Software image", EntityType.SOFTWARE_IMAGE);

  /** The network it is managed over. */
  public static final Property NETWORK = Property.reference("Network", EntityType.NETWORK);

  /** The CPU architecture, empty while unknown. */
  public static final Property ARCHITECTURE =
      Property.of(
              "Architecture",
              new ValueForm.Choice(
                  Arrays.stream(Architecture.values()).map(Architecture::unameName).toList()))
          .and(Property.Trait.READ_ONLY);

  /** The distribution that a head node runs. */
  public static final Property DISTRIBUTION =
      Property.of("Distribution", new ValueForm.Name()).and(Property.Trait.READ_ONLY);

  /** The hardware address it boots from; unique among devices. */
  public static final Property MAC =
      Property.of("MAC", new ValueForm.Mac()).and(Property.Trait.OWN);

  /** What stands for a hardware address that is not known yet; not unique. */
  public static final String NO_MAC = "00:00:00:00:00:00";

  /** The address in its network; unique among devices. */
  public static final Property IP =
      Property.of("Ip", new ValueForm.Address()).and(Property.Trait.OWN);

  static final Schema SCHEMA =
      Schema.of(
          HOSTNAME,
          TYPE,
          Property.reference("Partition", EntityType.PARTITION).byDefault("base"),
          MAC,
          CATEGORY,
          SOFTWARE_IMAGE,
          IP,
          NETWORK,
          ARCHITECTURE,
          DISTRIBUTION,
          Property.text("Notes"));

  public Device {
    values = SCHEMA.complete(values);
  }

  /** Makes the head node of this host name. */
  public static Device headNode(String hostname, ArchOs archOs) {
    return new Device(
        Map.of(
            HOSTNAME.name(),
            hostname,
            TYPE.name(),
            "HeadNode",
            ARCHITECTURE.name(),
            archOs.architecture().unameName(),
            DISTRIBUTION.name(),
            archOs.distribution().id()));
  }

  /** Makes a node of this host name in a category. */
  public static Device node(String hostname, String category) {
    return new Device(Map.of(HOSTNAME.name(), hostname, CATEGORY.name(), category));
  }

  @Override
  public EntityType type() {
    return EntityType.DEVICE;
  }

  @Override
  public EntityKey key() {
    return EntityKey.of(type(), name());
  }

  @Override
  public Device with(Property property, String text) {
    return new Device(SCHEMA.with(values, property, text));
  }

  /** Returns the architecture and distribution it runs, or empty while either is unknown. */
  public Optional<ArchOs> archOs() {
    return Architecture.find(get(ARCHITECTURE))
        .flatMap(
            architecture ->
                Distribution.find(get(DISTRIBUTION))
                    .map(distribution -> new ArchOs(architecture, distribution)));
  }
}
