package org.cmimage.cli.shell.command;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.cmimage.cli.shell.language.NameList;
import org.cmimage.cli.shell.language.SyntaxException;
import org.cmimage.cli.shell.mode.Location;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.EntityKey;
import org.cmimage.model.entity.EntityType;
import org.cmimage.model.entity.Property;
import org.cmimage.model.entity.ValueForm;
import org.cmimage.model.snapshot.ClusterSnapshot;

/** The resolution of names on a command line, by the place of the session. */
public final class Targets {
  /**
   * The objects of a command.
   *
   * @param objects existing entities, at least one
   * @param words the words that are not their names
   */
  public record Target(List<Entity> objects, List<String> words) {
    /**
     * Returns the only object.
     *
     * @throws ShellException when there are several
     */
    public Entity object() throws ShellException {
      if (objects.size() > 1) {
        throw new ShellException(
            ErrorCode.INVALID_REQUEST,
            "expected one object, found " + objects.size(),
            List.of("foreach runs commands on several"));
      }
      return objects.get(0);
    }
  }

  private Targets() {}

  /** Returns the type of the mode. Only for commands of modes. */
  public static EntityType type(Session session) {
    return session.location().type().orElseThrow();
  }

  /**
   * Returns the objects named by the first word, or else the one in use. For commands whose other
   * words begin with a property: where an object is in use, a first word that is no property is a
   * name.
   *
   * @throws ShellException when there is no word, or no object of that name
   */
  public static Target target(Session session, Arguments arguments) throws ShellException {
    List<String> words = arguments.texts();
    Optional<EntityKey> used = session.location().used();
    boolean isNamed =
        used.isEmpty()
            || words.size() > 1
                && type(session).schema().find(propertyName(words.get(0))).isEmpty()
                && isThere(session, words.get(0));
    return target(session, arguments, isNamed);
  }

  /**
   * Returns the objects named by the words, or else the one in use. For commands without other
   * words.
   *
   * @throws ShellException when there is no word, or no object of that name
   */
  public static Target named(Session session, Arguments arguments) throws ShellException {
    boolean isNamed = session.location().used().isEmpty() || !arguments.words().isEmpty();
    return target(session, arguments, isNamed);
  }

  private static Target target(Session session, Arguments arguments, boolean isNamed)
      throws ShellException {
    List<String> words = arguments.texts();
    if (!isNamed) {
      EntityKey used = session.location().used().orElseThrow();
      return new Target(List.of(session.cluster().find(used).orElseThrow()), words);
    }
    if (words.isEmpty()) {
      throw arguments.wrong();
    }
    return new Target(objects(session, words.subList(0, 1)), words.subList(1, words.size()));
  }

  private static boolean isThere(Session session, String word) {
    try {
      return find(session, spread(session, word).get(0)).isPresent();
    } catch (ShellException noNames) {
      return false;
    }
  }

  /**
   * Returns the objects named by the words; all where one of them is {@code *}.
   *
   * @throws ShellException for an unknown name
   */
  public static List<Entity> objects(Session session, List<String> names) throws ShellException {
    if (names.contains("*")) {
      return all(session);
    }
    Map<EntityKey, Entity> objects = new LinkedHashMap<>();
    for (String name : names) {
      for (String single : spread(session, name)) {
        Entity object = named(session, single);
        objects.put(object.key(), object);
      }
    }
    return List.copyOf(objects.values());
  }

  /**
   * Expands a word to names: {@code node[001-003]}, {@code node001..node003}, {@code
   * ^/file/of/names}. The name of an existing object, and a word for objects that are named by
   * paths, is not expanded.
   *
   * @throws ShellException for a malformed list
   */
  public static List<String> spread(Session session, String word) throws ShellException {
    boolean isName = type(session).schema().key().form() instanceof ValueForm.Name;
    if (!isName || word.equals("*") || find(session, word).isPresent()) {
      return List.of(word);
    }
    try {
      return NameList.names(word.startsWith("^") ? namesIn(session, word.substring(1)) : word);
    } catch (SyntaxException e) {
      throw new ShellException(String.valueOf(e.getMessage()));
    }
  }

  /** Returns the names in a file, which has one name or range a line, as in the original. */
  private static String namesIn(Session session, String file) throws ShellException {
    try (BufferedReader lines = Files.newBufferedReader(session.console().file(file))) {
      return lines
          .lines()
          .limit(NameList.MOST + 1L)
          .map(String::strip)
          .filter(line -> !line.isEmpty() && !line.startsWith("#"))
          .collect(Collectors.joining(","));
    } catch (IOException | UncheckedIOException | InvalidPathException e) {
      String fact = e instanceof NoSuchFileException ? "no such file" : e.toString();
      throw new ShellException("cannot read names from " + file + ": " + fact);
    }
  }

  /** Returns all objects of the mode, by name. */
  public static List<Entity> all(Session session) {
    return all(session.cluster(), session.location());
  }

  /** Returns all objects of the place, by name; none at the top. */
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
   * Returns the object of the mode with this name.
   *
   * @throws ShellException naming those with a similar one, or when the word names several
   */
  public static Entity object(Session session, String name) throws ShellException {
    return new Target(objects(session, List.of(name)), List.of()).object();
  }

  private static Entity named(Session session, String name) throws ShellException {
    EntityType type = type(session);
    Optional<Entity> found = find(session, name);
    return found.orElseThrow(() -> unknown(session, type, name));
  }

  /** Makes the failure of an unknown object; after a failed {@code use} it is often a property. */
  private static ShellException unknown(Session session, EntityType type, String name) {
    String fact = "no " + type.singular() + " named \"" + name + "\"";
    return type.schema().find(name).isPresent()
        ? new ShellException(
            ErrorCode.INVALID_REQUEST,
            fact + ", and none is used whose property it could be",
            List.of("use one first: use NAME, or name it: COMMAND NAME " + name + " ..."))
        : ShellException.unknown(fact, name, names(session.cluster(), session.location()));
  }

  /** Returns the possible names of the objects of the place. */
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

  /** Returns the part whose path has this last component, if there is exactly one. */
  private static Optional<Entity> byLastStep(Session session, String name) {
    if (type(session) != EntityType.FS_PART || name.isEmpty() || name.contains("/")) {
      return Optional.empty();
    }
    List<Entity> ending =
        all(session).stream().filter(part -> part.name().endsWith("/" + name)).toList();
    return ending.size() == 1 ? Optional.of(ending.get(0)) : Optional.empty();
  }

  /**
   * Returns the key for a new object of this name.
   *
   * @throws ShellException when the name is not valid for the mode's objects
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
   * Returns the property of the mode with this name or label.
   *
   * @throws ShellException naming similar ones
   */
  public static Property property(EntityType type, String name) throws ShellException {
    String wanted = propertyName(name);
    return type.schema()
        .find(wanted)
        .orElseThrow(
            () ->
                ShellException.unknown(
                    "no property \"" + name + "\" in " + type.mode(),
                    wanted,
                    type.schema().properties().stream().map(Property::name).toList()));
  }

  /** Returns the schema's spelling of a property's name or label. */
  private static String propertyName(String word) {
    return word.toLowerCase(Locale.ROOT).replace(" ", "");
  }
}
