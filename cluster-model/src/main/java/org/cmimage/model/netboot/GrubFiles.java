package org.cmimage.model.netboot;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.cmimage.model.Architecture;
import org.cmimage.model.entity.Device;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.EntityKey;
import org.cmimage.model.entity.EntityType;
import org.cmimage.model.host.HostFile;
import org.cmimage.model.rule.NodeArchitecture;
import org.cmimage.model.snapshot.ClusterSnapshot;

/**
 * GRUB's configuration: one file that all loaders read, with an entry for each setup, and one with
 * a line for each node by its MAC, so that a cluster of ten thousand nodes has two files to write.
 */
final class GrubFiles {
  static final String CONFIGURATION = NetworkBoot.ROOT + "/grub/grub.cfg";
  static final String NODES = NetworkBoot.ROOT + "/grub/nodes.cfg";

  private static final String NODES_HEAD =
      HostFile.MARK
          + """
           of devices: MAC, name, and what it boots (category:image)
          # Changes of this file are lost.
          """;

  private static final String HEAD =
      HostFile.MARK
          + """
           of categories and software images; nodes are in nodes.cfg
          # Changes of this file are lost.
          set timeout=5
          set default=0
          set fallback=1
          set node=
          set setup=
          set image=
          set architecture=
          set firmware="$grub_cpu"
          if [ "$grub_cpu" = i386 ]; then set firmware=x86_64; fi
          if [ "$grub_cpu" = arm64 ]; then set firmware=aarch64; fi
          function node {
            if [ "$1" = "$net_default_mac" ]; then set node="$2"; set setup="$3"; fi
          }
          source "$prefix/nodes.cfg"
          if [ -z "$node" ]; then
            menuentry "No node of the cluster has the MAC $net_default_mac ($firmware)" --id unknown {
              echo "No node of the cluster has the MAC $net_default_mac."
              echo "On the head node: cmsh -c 'device; use NODE; set mac $net_default_mac; commit'"
              echo "This machine starts again in 60 seconds."
              sleep --interruptible 60
              reboot
            }
          fi
          """;

  private static final String TAIL =
      """
      if [ -z "$node" ]; then
        set fallback=
      elif [ -z "$image" ]; then
        menuentry "Node $node has no software image with a kernel" --id nothing {
          echo "Node $node, MAC $net_default_mac, has no software image with a kernel."
          echo "On the head node: cmsh -c 'device; show $node'"
          echo "This machine starts again in 60 seconds."
          sleep --interruptible 60
          reboot
        }
      elif [ "$architecture" != "$firmware" ]; then
        menuentry "Node $node: this machine is $firmware, image $image is not" --id mismatch {
          echo "Node $node, MAC $net_default_mac, is of architecture $firmware."
          echo "Its software image $image is of architecture $architecture."
          echo "On the head node, give it a category of its architecture:"
          echo "  cmsh -c 'device; use $node; set category CATEGORY; commit'"
          echo "This machine starts again in 60 seconds."
          sleep --interruptible 60
          reboot
        }
      fi
      menuentry 'Start again' --id again {
        sleep --interruptible 20
        reboot
      }
      """;

  private final ClusterSnapshot cluster;
  private final Map<String, BootSetup> setups;

  GrubFiles(ClusterSnapshot cluster, Map<String, BootSetup> setups) {
    this.cluster = cluster;
    this.setups = setups;
  }

  /** Returns the table of nodes. */
  String nodes() {
    StringBuilder text = new StringBuilder(NODES_HEAD);
    for (Entity device : NodesByMac.of(cluster)) {
      text.append("node ").append(NodesByMac.mac(device)).append(' ').append(device.name());
      String setup = setup(device);
      text.append(setup.isEmpty() ? "" : " " + setup).append('\n');
    }
    return text.toString();
  }

  private String setup(Entity device) {
    String category = device.get(Device.CATEGORY);
    return cluster
        .find(EntityKey.of(EntityType.CATEGORY, category))
        .flatMap(
            found ->
                NodeArchitecture.imageOf(cluster, device).map(image -> BootSetup.key(found, image)))
        .filter(setups::containsKey)
        .orElse("");
  }

  /** Returns what all loaders read. */
  String configuration() {
    StringBuilder text = new StringBuilder(HEAD);
    setups.values().forEach(setup -> text.append(entry(setup)));
    return text.append(TAIL).toString();
  }

  private static String entry(BootSetup setup) {
    List<String> key = List.of(setup.key().split(":", 2));
    String architecture =
        setup.kernel().architecture().map(Architecture::unameName).orElse("$firmware");
    String condition = "[ \"$setup\" = " + setup.key() + " ]";
    String unknown = "[ \"$setup\" = " + setup.key() + " -o -z \"$node\" ]";
    String title = "Category " + key.get(0) + ": image " + key.get(1);
    String commands =
        setup.overHttp()
            ? """
                  set from="(http,$net_default_server)%s"
                  if ! %s; then
                    set from="(tftp,$net_default_server)"
                    %s
                  fi
            """
                .formatted(NetworkBoot.ROOT, linux(setup), linux(setup))
            : """
                  set from="(tftp,$net_default_server)"
                  %s
            """
                .formatted(linux(setup));
    return """
    if %s; then set image=%s; set architecture="%s"; fi
    if %s; then
      if [ "$firmware" = "%s" ]; then
        menuentry "%s" --id %s {
          echo "Loading %s ..."
    %s      initrd "$from%s/%s"
        }
      fi
    fi
    """
        .formatted(
            condition,
            key.get(1),
            architecture,
            setup.isOfCategory() ? unknown : condition,
            architecture,
            title,
            setup.key(),
            key.get(1) + " " + setup.kernel().release(),
            commands,
            served(setup),
            ServedKernel.INITRD);
  }

  private static String linux(BootSetup setup) {
    String parameters =
        setup.parameters().stream()
            .map(parameter -> " " + KernelWords.quoted(parameter))
            .collect(Collectors.joining());
    return "linux \"$from" + served(setup) + "/" + ServedKernel.KERNEL + "\"" + parameters;
  }

  private static String served(BootSetup setup) {
    return setup.kernel().directory().substring(NetworkBoot.ROOT.length());
  }
}
