package org.cmimage.cli.shell.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.cmimage.cli.shell.mode.Location;
import org.cmimage.model.entity.ClusterSnapshot;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.EntityKey;
import org.cmimage.model.entity.EntityType;
import org.cmimage.model.entity.Property;

/** Finds what names on a command line mean where the session is. */
public final class Targets {
  /**
   * What a command is about.
   *
   * @param object an entity that is there
   * @param words the words that are not its name
   */
  public record Target(Entity object, List<String> words) {}

  private Targets() {}

  /** The type of the mode. Only for commands of modes. */
  public static EntityType type(Session session) {
    return session.location().type().orElseThrow();
  }

  /**
   * The object that is used, or else the one that the first word names.
   *
   * @throws ShellException when there is no word, or no object of that name
   */
  public static Target target(Session session, Arguments arguments) throws ShellException {
    List<String> words = arguments.texts();
    Optional<EntityKey> used = session.location().used();
    if (used.isPresent()) {
      return new Target(session.cluster().find(used.get()).orElseThrow(), words);
    }
    if (words.isEmpty()) {
      throw arguments.wrong();
    }
    return new Target(object(session, words.get(0)), words.subList(1, words.size()));
  }

  /**
   * The objects that the words name; all where one of them is {@code *}.
   *
   * @throws ShellException for a name that none has
   */
  public static List<Entity> objects(Session session, List<String> names) throws ShellException {
    if (names.contains("*")) {
      return all(session);
    }
    List<Entity> objects = new ArrayList<>();
    for (String name : names) {
      objects.add(object(session, name));
    }
    return objects;
  }

  /** All objects of the mode, by name. */
  public static List<Entity> all(Session session) {
    return all(session.cluster(), session.location());
  }

  /** All objects of the place, by name; none at the top. */
  static List<Entity> all(ClusterSnapshot cluster, Location location) {
    return location
        .type()
        .map(
            type ->
                location
                    .owner()
                    .map(owner -> cluster.owned(owner, type))
                    .orElseGet(() -> cluster.all(type)))
        .orElse(List.of());
  }

  /**
   * The object of the mode that has this name.
   *
   * @throws ShellException naming those with a similar one
   */
  public static Entity object(Session session, String name) throws ShellException {
    EntityType type = type(session);
    Optional<Entity> found = find(session, name);
    return found.orElseThrow(
        () ->
            ShellException.unknown(
                "no " + type.singular() + " named \"" + name + "\"",
                name,
                names(session.cluster(), session.location())));
  }

  /** What the objects of the place can be called. */
  static List<String> names(ClusterSnapshot cluster, Location location) {
    List<String> names = new ArrayList<>();
    all(cluster, location).forEach(entity -> names.add(entity.name()));
    boolean hasMaster =
        location.type().equals(Optional.of(EntityType.DEVICE)) && cluster.headNode().isPresent();
    if (hasMaster) {
      names.add(ClusterSnapshot.MASTER);
    }
    return names;
  }

  private static Optional<Entity> find(Session session, String name) {
    Location location = session.location();
    ClusterSnapshot cluster = session.cluster();
    EntityType type = type(session);
    if (location.owner().isEmpty()) {
      Optional<Entity> standing = cluster.find(type, name);
      if (standing.isPresent()) {
        return standing;
      }
    }
    return canonical(type, name)
        .flatMap(text -> cluster.find(location.key(text)))
        .or(() -> byLastStep(session, name));
  }

  private static Optional<String> canonical(EntityType type, String name) {
    try {
      return Optional.of(type.schema().key().canonical(name));
    } catch (IllegalArgumentException noName) {
      return Optional.empty();
    }
  }

  /** A part is also known by the last step of its path, where no other ends like it. */
  private static Optional<Entity> byLastStep(Session session, String name) {
    if (type(session) != EntityType.FS_PART || name.isEmpty() || name.contains("/")) {
      return Optional.empty();
    }
    List<Entity> ending =
        all(session).stream().filter(part -> part.name().endsWith("/" + name)).toList();
    return ending.size() == 1 ? Optional.of(ending.get(0)) : Optional.empty();
  }

  /**
   * The key that a new object of this name would have.
   *
   * @throws ShellException when the mode's objects cannot be called so
   */
  public static EntityKey newKey(Session session, String name) throws ShellException {
    EntityType type = type(session);
    try {
      return session.location().key(type.schema().key().canonical(name));
    } catch (IllegalArgumentException e) {
      throw new ShellException("cannot add " + type.singular() + ": " + e.getMessage());
    }
  }

  /**
   * The property of the mode that has this name, which may be written as its label.
   *
   * @throws ShellException naming similar ones
   */
  public static Property property(EntityType type, String name) throws ShellException {
    String wanted = name.toLowerCase(Locale.ROOT).replace(" ", "");
    return type.schema()
        .find(wanted)
        .orElseThrow(
            () ->
                ShellException.unknown(
                    "no property \"" + name + "\" in " + type.mode(),
                    wanted,
                    type.schema().properties().stream().map(Property::name).toList()));
  }
}
