package org.cmimage.core.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.yaml.YamlSection;
import org.cmimage.model.change.NewCluster;
import org.cmimage.model.entity.EntityType;
import org.cmimage.model.entity.Network;
import org.cmimage.model.entity.Property;
import org.cmimage.model.rule.Finding;
import org.cmimage.model.store.InMemoryClusterStore;
import org.cmimage.model.store.StoreException;

/**
 * The networks of a configuration file, with the places in the file for findings about the
 * resulting cluster.
 */
record ConfiguredNetworks(YamlSection file, Optional<YamlSection> section) {
  static ConfiguredNetworks of(YamlSection file) throws FaultException {
    return new ConfiguredNetworks(file, file.optionalSection("networks"));
  }

  /** Returns the networks; none where the file has none. */
  List<Network> read() throws FaultException {
    List<Network> networks = new ArrayList<>();
    if (section.isEmpty()) {
      return networks;
    }
    for (Map.Entry<String, YamlSection> entry : section.get().sections().entrySet()) {
      networks.add(network(entry.getKey(), entry.getValue()));
    }
    boolean managed =
        networks.stream().anyMatch(network -> network.get(Network.TYPE).equals("Internal"));
    if (!networks.isEmpty() && !managed) {
      throw file.fault(
          "networks",
          "expected at least one network of type Internal, over which nodes are managed, found "
              + networks.stream()
                  .map(network -> network.name() + " of type " + network.get(Network.TYPE))
                  .collect(Collectors.joining(", ")));
    }
    return networks;
  }

  private Network network(String name, YamlSection values) throws FaultException {
    Network network;
    try {
      network = Network.named(name);
    } catch (IllegalArgumentException e) {
      throw section.orElseThrow().faultAtKey(name, message(e));
    }
    for (String key : values.keys()) {
      try {
        Property property = network.type().schema().property(key);
        network = network.with(property, values.scalar(key));
      } catch (IllegalArgumentException e) {
        throw values.faultAtKey(key, message(e));
      }
    }
    return network;
  }

  private static String message(IllegalArgumentException e) {
    return String.valueOf(e.getMessage());
  }

  /** Refuses an invalid cluster, with the place of the first reason. */
  void requireValid(NewCluster cluster) throws FaultException {
    try {
      new InMemoryClusterStore().update(cluster::changes);
    } catch (StoreException e) {
      if (e.findings().isEmpty()) {
        throw Stores.fault(e);
      }
      throw fault(e.findings().get(0));
    } catch (IllegalArgumentException e) {
      throw file.fault("", message(e));
    }
  }

  private FaultException fault(Finding finding) throws FaultException {
    String fact = finding.entity() + ": " + finding.property() + ": " + finding.message();
    if (finding.entity().type() == EntityType.NETWORK && section.isPresent()) {
      Optional<YamlSection> network = section.get().optionalSection(finding.entity().name());
      if (network.isPresent()) {
        return network.get().fault(finding.property(), fact);
      }
    }
    return file.fault("networks", fact);
  }
}
