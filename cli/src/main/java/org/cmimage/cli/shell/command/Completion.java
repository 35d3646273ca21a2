package org.cmimage.cli.shell.command;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.cmimage.cli.shell.language.Typing;
import org.cmimage.cli.shell.mode.Location;
import org.cmimage.cli.shell.mode.Modes;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.EntityKey;
import org.cmimage.model.entity.EntityType;
import org.cmimage.model.entity.Property;
import org.cmimage.model.entity.SoftwareImage;
import org.cmimage.model.entity.ValueForm;

/** The completion of the word that is being typed. Changes nothing. */
public final class Completion {
  private final Session session;
  private final CommandSet commands;

  public Completion(Session session, CommandSet commands) {
    this.session = session;
    this.commands = commands;
  }

  /** Returns the completions of the last word, sorted. */
  public List<String> candidates(Typing typing) {
    if (typing.foreign()) {
      return List.of();
    }
    Location location = session.location();
    for (List<String> statement : typing.before()) {
      location = after(location, statement);
    }
    return at(location, typing.words(), typing.partial()).stream()
        .filter(word -> word.startsWith(typing.partial()))
        .distinct()
        .toList();
  }

  /** Returns the place of the session after a statement that moves. */
  private Location after(Location from, List<String> words) {
    Location location = from;
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      Optional<EntityType> below = below(location, word);
      boolean named = i + 1 < words.size();
      if (word.equals("use") && location.type().isPresent() && named) {
        return object(location, words.get(i + 1)).map(Location::of).orElse(location);
      } else if (below.isPresent() && location.used().isPresent()) {
        location = location.below(below.get());
      } else if (below.isPresent() && named) {
        EntityType submode = below.get();
        Location here = location;
        location =
            object(here, words.get(++i)).map(key -> Location.of(key).below(submode)).orElse(here);
      } else if (Modes.find(word).isPresent()) {
        location = Location.of(Modes.find(word).get());
      } else {
        return i == 0 ? from : location;
      }
    }
    return location;
  }

  private static Optional<EntityType> below(Location location, String word) {
    return location.type().flatMap(type -> Modes.find(type, word));
  }

  private Collection<String> at(Location location, List<String> words, String partial) {
    if (words.isEmpty()) {
      return firstWords(location);
    }
    String first = words.get(0);
    List<String> rest = words.subList(1, words.size());
    Optional<EntityType> below = below(location, first);
    if (below.isPresent() && location.used().isPresent()) {
      return at(location.below(below.get()), rest, partial);
    } else if (below.isPresent()) {
      return rest.isEmpty()
          ? Targets.names(session.cluster(), location)
          : object(location, rest.get(0))
              .map(Location::of)
              .map(owner -> at(owner.below(below.get()), rest.subList(1, rest.size()), partial))
              .orElse(List.of());
    }
    Optional<ShellCommand> command = commands.find(alias(first), location);
    if (command.isPresent()) {
      return operands(command.get().help(), location, rest, partial);
    }
    return Modes.find(first).map(type -> at(Location.of(type), rest, partial)).orElse(List.of());
  }

  private String alias(String word) {
    return session.aliases().all().getOrDefault(word, word);
  }

  private Collection<String> firstWords(Location location) {
    TreeSet<String> words = new TreeSet<>(session.aliases().all().keySet());
    commands.at(location).forEach(command -> words.add(command.name()));
    location.type().ifPresent(type -> Modes.below(type).forEach(sub -> words.add(sub.mode())));
    Modes.top().forEach(type -> words.add(type.mode()));
    return words;
  }

  private Collection<String> operands(
      Help help, Location location, List<String> words, String partial) {
    if (partial.startsWith("-")) {
      return help.flags().stream().flatMap(flag -> flag.names().stream()).sorted().toList();
    }
    List<String> given = words.stream().filter(word -> !word.startsWith("-")).toList();
    List<Operand> operands = new ArrayList<>(help.operands());
    if (location.used().isPresent()) {
      operands.remove(Operand.TARGET);
    }
    if (operands.isEmpty()) {
      return List.of();
    }
    Operand operand = operands.get(Math.min(given.size(), operands.size() - 1));
    return switch (operand) {
      case TARGET, OBJECT -> Targets.names(session.cluster(), location);
      case PROPERTY -> properties(location);
      case VALUE -> values(location, given);
      case COMMAND -> given.isEmpty() ? firstWords(location) : at(location, words, partial);
      case ALIAS -> session.aliases().all().keySet();
      case MODE -> Modes.top().stream().map(EntityType::mode).toList();
      case SWITCH -> List.of("yes", "no");
      case FILE, TEXT -> List.of();
    };
  }

  private Optional<EntityKey> object(Location location, String name) {
    Optional<EntityKey> named =
        Targets.all(session.cluster(), location).stream()
            .filter(entity -> entity.name().equals(name))
            .map(Entity::key)
            .findFirst();
    boolean standing = location.type().isPresent() && location.owner().isEmpty();
    return named.isEmpty() && standing
        ? session.cluster().find(location.type().get(), name).map(Entity::key)
        : named;
  }

  private static List<String> properties(Location location) {
    return location
        .type()
        .map(type -> type.schema().properties().stream().map(Property::name).toList())
        .orElse(List.of());
  }

  /** Returns values of the property that was typed last. */
  private List<String> values(Location location, List<String> given) {
    int index = location.used().isPresent() ? 0 : 1;
    Optional<Property> property =
        index < given.size()
            ? location.type().flatMap(type -> type.schema().find(given.get(index)))
            : Optional.empty();
    if (property.isEmpty()) {
      return List.of();
    }
    if (property.get().equals(SoftwareImage.KERNEL_VERSION)) {
      Optional<EntityKey> image = location.used().or(() -> object(location, given.get(0)));
      return image
          .filter(key -> key.type() == EntityType.SOFTWARE_IMAGE)
          .map(this::kernels)
          .orElse(List.of());
    }
    ValueForm form = property.get().form();
    return form instanceof ValueForm.Reference reference
        ? session.cluster().names(reference.target())
        : form.words();
  }

  private List<String> kernels(EntityKey image) {
    try {
      String path =
          session.cluster().find(image).map(entity -> entity.get(SoftwareImage.PATH)).orElse("");
      return path.isEmpty() ? List.of() : session.trees().kernels(path);
    } catch (IOException noneToOffer) {
      return List.of();
    }
  }
}
