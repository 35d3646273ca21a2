package org.cmimage.model.entity;

import java.util.Map;

/** A network of the cluster. */
public record Network(Map<String, String> values) implements Entity {
  /** The network's name. */
  public static final Property NAME = Property.key("Name", new ValueForm.Name());

  /** The network's purpose. */
  public static final Property TYPE =
      Property.of("Type", ValueForm.Choice.of("Internal", "External", "Global"))
          .byDefault("Internal");

  /** The length of the network's prefix in bits. */
  public static final Property NETMASK_BITS =
      Property.of("Netmask bits", new ValueForm.WholeNumber(0, 128)).byDefault("16");

  /** The network's first address. */
  public static final Property BASE_ADDRESS = Property.of("Base address", new ValueForm.Address());

  /** The domain of the names of its hosts. */
  public static final Property DOMAIN_NAME = Property.of("Domain name", new ValueForm.Name());

  /** Whether nodes boot and are provisioned over it. */
  public static final Property NODE_BOOTING = Property.yesNo("Node booting", false);

  /** Whether there are no automatic exports to it. */
  public static final Property DISABLE_AUTOMATIC_EXPORTS =
      Property.yesNo("Disable automatic exports", false);

  /** The address of the router to other networks. */
  public static final Property GATEWAY = Property.of("Gateway", new ValueForm.Address());

  /** Whether IPv6 is enabled in it. */
  public static final Property IPV6 = Property.yesNo("Ipv6", false);

  static final Schema SCHEMA =
      Schema.of(
          NAME,
          TYPE,
          NETMASK_BITS,
          BASE_ADDRESS,
          DOMAIN_NAME,
          IPV6,
          GATEWAY,
          Property.of("MTU", new ValueForm.WholeNumber(68, 65_535)).byDefault("1500"),
          NODE_BOOTING,
          DISABLE_AUTOMATIC_EXPORTS,
          Property.text("Notes"));

  public Network {
    values = SCHEMA.complete(values);
  }

  /** Makes the network of this name, with defaults otherwise. */
  public static Network named(String name) {
    return new Network(Map.of(NAME.name(), name));
  }

  @Override
  public EntityType type() {
    return EntityType.NETWORK;
  }

  @Override
  public EntityKey key() {
    return EntityKey.of(type(), name());
  }

  @Override
  public Network with(Property property, String text) {
    return new Network(SCHEMA.with(values, property, text));
  }

  /** Returns whether the head node exports the directories that provisioning needs to it. */
  public boolean isProvisioned() {
    return get(NODE_BOOTING).equals("yes") && get(DISABLE_AUTOMATIC_EXPORTS).equals("no");
  }
}
