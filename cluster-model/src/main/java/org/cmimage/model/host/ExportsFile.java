package org.cmimage.model.host;

import com.google.common.base.Splitter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.cmimage.model.entity.Device;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.EntityType;
import org.cmimage.model.entity.FsExport;
import org.cmimage.model.entity.Network;
import org.cmimage.model.entity.Property;
import org.cmimage.model.rule.Subnet;
import org.cmimage.model.snapshot.ClusterSnapshot;

/**
 * The head node's exports in the form of exports(5): one line for each directory, with the networks
 * and hosts it is exported to. An export without either is left out, because it would be one to the
 * world; so is one to a network without an address, an automatic one to a network that does not
 * provision nodes, and one whose hosts or options are not of the form of exports(5).
 */
final class ExportsFile {
  static final String PATH = "/etc/exports.d/cm-image.exports";

  private static final String HEADER =
      """
      # Made by cm-image of the exports of the head node: cmsh -c "device use master; fsexports; list"
      # Changes of this file are lost; other files in this directory stay as they are.
      """;

  /** A host, a pattern of host names, an address with or without prefix, or a netgroup. */
  private static final Pattern CLIENT =
      Pattern.compile("@?[A-Za-z0-9*?][A-Za-z0-9*?._:-]{0,254}(/[0-9.]{1,15})?");

  private static final Pattern OPTIONS =
      Pattern.compile("[A-Za-z0-9_]+(=[^\\s,()#\"\\\\]*)?(,[A-Za-z0-9_]+(=[^\\s,()#\"\\\\]*)?)*");

  private final ClusterSnapshot cluster;
  private final List<Notice> notices;

  /** The options by client, by directory. */
  private final SortedMap<String, Map<String, String>> lines = new TreeMap<>();

  ExportsFile(ClusterSnapshot cluster, List<Notice> notices) {
    this.cluster = cluster;
    this.notices = notices;
  }

  HostFile file() {
    Optional<Device> headNode = cluster.headNode();
    if (headNode.isPresent()) {
      for (Entity export : cluster.owned(headNode.get().key(), EntityType.FS_EXPORT)) {
        if (!is(export, FsExport.DISABLED)) {
          add(export);
        }
      }
    }
    StringBuilder text = new StringBuilder();
    lines.forEach(
        (directory, clients) -> {
          text.append(directory);
          clients.forEach(
              (client, options) ->
                  text.append(' ').append(client).append('(').append(options).append(')'));
          text.append('\n');
        });
    return new HostFile(PATH, HostFile.Form.WHOLE, text.isEmpty() ? "" : HEADER + text.toString());
  }

  private void add(Entity export) {
    String extra = export.get(FsExport.EXTRA_OPTIONS);
    if (!extra.isEmpty() && !OPTIONS.matcher(extra).matches()) {
      leaveOut(export, "\"" + extra + "\" are not options of exports(5)");
      return;
    }
    Map<String, String> clients =
        lines.computeIfAbsent(export.get(FsExport.PATH), path -> new LinkedHashMap<>());
    for (String client : clients(export)) {
      if (clients.putIfAbsent(client, options(export)) != null) {
        leaveOut(export, "another export of this directory is to " + client + ", too");
      }
    }
    lines.values().removeIf(Map::isEmpty);
  }

  private List<String> clients(Entity export) {
    List<String> clients = new ArrayList<>();
    export
        .reference(FsExport.NETWORK)
        .flatMap(cluster::find)
        .map(Network.class::cast)
        .ifPresent(network -> network(export, network).ifPresent(clients::add));
    String hosts = export.get(FsExport.HOSTS);
    for (String host : hosts.isEmpty() ? List.<String>of() : Splitter.on(' ').split(hosts)) {
      if (CLIENT.matcher(host).matches()) {
        clients.add(host);
      } else {
        leaveOut(export, "\"" + host + "\" is not a host, network or netgroup of exports(5)");
      }
    }
    if (export.get(FsExport.NETWORK).isEmpty() && hosts.isEmpty()) {
      leaveOut(export, "it has neither a network nor hosts");
    }
    return clients;
  }

  private Optional<String> network(Entity export, Network network) {
    if (is(export, FsExport.AUTOMATIC) && !network.isProvisioned()) {
      return Optional.empty();
    }
    Optional<String> subnet = Subnet.of(network).map(Subnet::toString);
    if (subnet.isEmpty()) {
      leaveOut(export, "network " + network.name() + " has no base address");
    }
    return subnet;
  }

  private void leaveOut(Entity export, String fact) {
    notices.add(new Notice(export.key(), fact));
  }

  private static String options(Entity export) {
    List<String> options = new ArrayList<>();
    options.add(is(export, FsExport.WRITE) ? "rw" : "ro");
    options.add(is(export, FsExport.ASYNC) ? "async" : "sync");
    options.add(is(export, FsExport.ROOT_SQUASH) ? "root_squash" : "no_root_squash");
    if (is(export, FsExport.ALL_SQUASH)) {
      options.add("all_squash");
    }
    addNumber(options, "anonuid", export, FsExport.ANONYMOUS_UID);
    addNumber(options, "anongid", export, FsExport.ANONYMOUS_GID);
    options.add(is(export, FsExport.CHECK_TREE) ? "subtree_check" : "no_subtree_check");
    addNumber(options, "fsid", export, FsExport.FSID);
    if (is(export, FsExport.RDMA)) {
      // A client over RDMA has no reserved port.
      options.add("insecure");
    }
    if (!export.get(FsExport.EXTRA_OPTIONS).isEmpty()) {
      options.add(export.get(FsExport.EXTRA_OPTIONS));
    }
    return String.join(",", options);
  }

  private static void addNumber(
      List<String> options, String option, Entity export, Property property) {
    if (!export.get(property).equals(property.defaultValue())) {
      options.add(option + "=" + export.get(property));
    }
  }

  private static boolean is(Entity entity, Property property) {
    return entity.get(property).equals("yes");
  }
}
