package org.cmimage.cli.shell.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.cmimage.model.entity.Device;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.EntityType;
import org.cmimage.model.entity.Property;
import org.cmimage.model.rule.NodeArchitecture;
import org.cmimage.model.snapshot.ClusterSnapshot;

/**
 * The devices selected by options: {@code -n} by name, {@code -c} by category, {@code -m} by image,
 * {@code -t} by type.
 *
 * @param names the names
 * @param filters the conditions for devices that are not named; empty where none are selected by
 *     conditions
 */
public record Selection(List<String> names, List<Predicate<Entity>> filters) {
  /** Returns the help of a command with these options. */
  public static Help in(Help help) {
    return help.with(Help.Flag.of("-c|--category", "category", "the nodes of this category"))
        .with(Help.Flag.of("-n|--nodes", "nodes", "these, as node[001-005],node009 or ^FILE"))
        .with(Help.Flag.of("-m|--image", "image", "the nodes that run this software image"))
        .with(Help.Flag.of("-t|--type", "type", "the devices of this type"));
  }

  /**
   * Returns the selection of a command's options, or empty where none of them is given.
   *
   * @throws ShellException in a mode other than devices, and for unknown names
   */
  public static Optional<Selection> of(Session session, Arguments arguments) throws ShellException {
    boolean isGiven = List.of("-c", "-n", "-m", "-t").stream().anyMatch(arguments::has);
    if (!isGiven) {
      return Optional.empty();
    }
    if (Targets.type(session) != EntityType.DEVICE) {
      throw new ShellException("-c, -n, -m and -t are for devices");
    }
    List<String> names = new ArrayList<>();
    if (arguments.value("-n").isPresent()) {
      names.addAll(Targets.spread(session, arguments.value("-n").get()));
    }
    List<Predicate<Entity>> filters = new ArrayList<>();
    ClusterSnapshot cluster = session.cluster();
    if (arguments.value("-c").isPresent()) {
      List<String> categories = existing(session, EntityType.CATEGORY, arguments.value("-c").get());
      filters.add(device -> categories.contains(device.get(Device.CATEGORY)));
    }
    if (arguments.value("-m").isPresent()) {
      List<String> images =
          existing(session, EntityType.SOFTWARE_IMAGE, arguments.value("-m").get());
      filters.add(
          device -> NodeArchitecture.imageOf(cluster, device).filter(images::contains).isPresent());
    }
    if (arguments.value("-t").isPresent()) {
      String type = canonical(Device.TYPE, arguments.value("-t").get());
      filters.add(device -> device.get(Device.TYPE).equals(type));
    }
    return Optional.of(new Selection(List.copyOf(names), List.copyOf(filters)));
  }

  /** Returns the comma-separated names, all of which have to exist. */
  private static List<String> existing(Session session, EntityType type, String text)
      throws ShellException {
    List<String> names = List.of(text.split(",", -1));
    for (String name : names) {
      if (session.cluster().find(type, name).isEmpty()) {
        throw ShellException.unknown(
            "no " + type.singular() + " named \"" + name + "\"",
            name,
            session.cluster().names(type));
      }
    }
    return names;
  }

  private static String canonical(Property property, String text) throws ShellException {
    try {
      return property.canonical(text);
    } catch (IllegalArgumentException e) {
      throw new ShellException(String.valueOf(e.getMessage()));
    }
  }

  /** Returns the devices selected by conditions, by host name. */
  public List<Entity> devices(Session session) {
    return filters.isEmpty()
        ? List.of()
        : Targets.all(session).stream()
            .filter(device -> filters.stream().allMatch(filter -> filter.test(device)))
            .toList();
  }
}
