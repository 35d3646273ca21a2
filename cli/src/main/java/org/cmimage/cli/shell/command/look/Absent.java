package org.cmimage.cli.shell.command.look;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.cmimage.cli.render.Table;
import org.cmimage.cli.shell.command.Arguments;
import org.cmimage.cli.shell.command.Help;
import org.cmimage.cli.shell.command.Operand;
import org.cmimage.cli.shell.command.Session;
import org.cmimage.cli.shell.command.ShellCommand;
import org.cmimage.cli.shell.command.ShellException;
import org.cmimage.cli.shell.command.Targets;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.model.entity.Device;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.EntityType;
import org.cmimage.model.entity.SoftwareImage;

/** Commands of the original without an equal here: each names its replacement. */
public final class Absent {
  private Absent() {}

  /** Returns the commands. */
  public static List<ShellCommand> commands() {
    List<ShellCommand> commands = new ArrayList<>();
    commands.add(
        new ShellCommand(
            Help.inModes("interfaces", "[node...]", "Show the network interface of nodes")
                .in(Set.of(EntityType.DEVICE))
                .taking(Operand.OBJECT),
            Absent::interfaces));
    commands.add(
        new ShellCommand(
            Help.inModes("kernelversions", "[image]", "List the kernels in an image")
                .in(Set.of(EntityType.SOFTWARE_IMAGE))
                .taking(Operand.TARGET),
            (session, arguments) -> {
              Entity image = Targets.named(session, arguments).object();
              session.print(session.trees().kernels(image.get(SoftwareImage.PATH)));
            }));
    commands.addAll(ofOriginal());
    return List.copyOf(commands);
  }

  private static List<ShellCommand> ofOriginal() {
    List<ShellCommand> commands = new ArrayList<>();
    Set<EntityType> device = Set.of(EntityType.DEVICE);
    Set<EntityType> image = Set.of(EntityType.SOFTWARE_IMAGE);
    Set<EntityType> part = Set.of(EntityType.FS_PART);
    commands.add(
        absent(
            "status",
            device,
            "the status of nodes is not known: no program here watches them",
            "list shows what is set up; to see whether a node is up: ping or ssh"));
    commands.add(
        absent(
            "power",
            device,
            "nodes cannot be switched on or off from here",
            "use the nodes' own management controllers, as with ipmitool"));
    commands.add(
        absent(
            "imageupdate",
            device,
            "running nodes are not changed from here",
            "a node takes its image when it boots; list -f hostname,softwareimage shows which"));
    commands.add(
        absent(
            "kernelmodules",
            Set.of(EntityType.SOFTWARE_IMAGE, EntityType.CATEGORY, EntityType.DEVICE),
            "the modules of an initramfs are not kept here",
            "name them in the image's tree: etc/initramfs-tools/modules, or etc/dracut.conf.d"));
    commands.add(
        absent(
            "createramdisk",
            Set.of(EntityType.SOFTWARE_IMAGE, EntityType.CATEGORY, EntityType.DEVICE),
            "no initramfs is made here: nodes boot the one in their image's /boot",
            "cm-image create swimage -f makes an image again, and its initramfs with it"));
    commands.add(
        absent(
            "updateprovisioners",
            image,
            "there are no other provisioning nodes: nodes read the trees of the head node",
            "fspart info shows what these are"));
    commands.add(
        absent(
            "trigger",
            part,
            "there is nothing to trigger: no other node keeps a copy of these trees",
            "info shows what they are"));
    return commands;
  }

  private static ShellCommand absent(
      String name, Set<EntityType> modes, String fact, String instead) {
    return new ShellCommand(
        Help.inModes(name, "", "Not available; prints the alternative").in(modes),
        (session, arguments) -> {
          throw new ShellException(ErrorCode.INVALID_REQUEST, fact, List.of(instead));
        });
  }

  /** Prints the interfaces of nodes: each has only the one it boots from. */
  private static void interfaces(Session session, Arguments arguments) throws ShellException {
    boolean isOne = session.location().used().isPresent() || !arguments.words().isEmpty();
    List<Entity> devices =
        arguments.words().size() > 1
            ? Targets.objects(session, arguments.texts())
            : isOne ? Targets.named(session, arguments).objects() : Targets.all(session);
    Table table =
        new Table(
            List.of("Hostname", "Network device name", "MAC", "IP", "Network").stream()
                .map(header -> new Table.Column(header, 0))
                .toList());
    for (Entity device : devices) {
      table.row(
          List.of(
              device.name(),
              "BOOTIF",
              device.get(Device.MAC),
              device.get(Device.IP),
              Optional.of(device.get(Device.NETWORK)).filter(n -> !n.isEmpty()).orElse("-")));
    }
    session.print(table.plain());
    session.print("A device has one interface: set its mac, ip and network.");
  }
}
