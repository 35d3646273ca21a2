package org.cmimage.cli.shell.command.change;

import com.google.common.base.Splitter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.cmimage.cli.shell.command.Arguments;
import org.cmimage.cli.shell.command.Help;
import org.cmimage.cli.shell.command.Operand;
import org.cmimage.cli.shell.command.Session;
import org.cmimage.cli.shell.command.ShellCommand;
import org.cmimage.cli.shell.command.ShellException;
import org.cmimage.cli.shell.command.Targets;
import org.cmimage.cli.shell.mode.Location;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.model.disk.DiskSetup;
import org.cmimage.model.edit.EditException;
import org.cmimage.model.entity.ArchOsEntry;
import org.cmimage.model.entity.Category;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.EntityKey;
import org.cmimage.model.entity.EntityType;
import org.cmimage.model.entity.Property;

/** The commands {@code set}, {@code clear}, {@code append} and {@code removefrom}. */
public final class Properties {
  private static final String SET = "set";
  private static final String REMOVE_FROM = "removefrom";

  private Properties() {}

  private interface Edit {
    Entity make(Session session, EntityKey key, Property property, String value)
        throws EditException;
  }

  /** Returns the commands. */
  public static List<ShellCommand> commands() {
    return List.of(
        editing(
            SET,
            "Set a property; a text of several lines to a file's content, or in an editor",
            (session, key, property, value) -> session.edits().set(key, property, value)),
        editing(
            "append",
            "Add words to a property that holds several",
            (session, key, property, value) -> session.edits().append(key, property, value)),
        editing(
            REMOVE_FROM,
            "Remove words from a property that holds several",
            (session, key, property, value) -> session.edits().removeFrom(key, property, value)),
        new ShellCommand(
            Help.inModes("clear", "[object] <property>...", "Set properties to their defaults")
                .taking(Operand.TARGET, Operand.PROPERTY),
            Properties::clear));
  }

  private static ShellCommand editing(String name, String summary, Edit edit) {
    Help help =
        Help.inModes(name, usage(name), summary)
            .taking(Operand.TARGET, Operand.PROPERTY, Operand.VALUE);
    return new ShellCommand(help, (session, arguments) -> edit(session, arguments, edit));
  }

  private static String usage(String name) {
    return "[object] <property> " + (name.equals(SET) ? "[value|file]" : "<value>");
  }

  private static void edit(Session session, Arguments arguments, Edit edit)
      throws ShellException, EditException, IOException {
    Targets.Target target = Targets.target(session, arguments);
    List<String> words = target.words();
    if (words.size() < 2) {
      editText(session, arguments, target);
      return;
    }
    EntityType type = Targets.type(session);
    String value = value(session, type, words, arguments.command());
    for (Entity object : target.objects()) {
      Optional<String> name = nameWith(object, words.get(0), value);
      Property property =
          name.isPresent() ? ArchOsEntry.NAME : Targets.property(type, words.get(0));
      EntityKey key = edit.make(session, object.key(), property, name.orElse(value)).key();
      if (session.location().used().equals(Optional.of(object.key()))) {
        session.go(Location.of(key));
      }
    }
  }

  /** Refuses a disk set-up that no installer could understand, before it is staged. */
  private static void requireSense(Property property, String value) throws ShellException {
    if (property.equals(Category.DISK_SETUP) && !value.isBlank()) {
      List<String> errors =
          DiskSetup.problems(value).stream()
              .filter(problem -> problem.weight() == DiskSetup.Problem.Weight.ERROR)
              .map(DiskSetup.Problem::toString)
              .toList();
      if (!errors.isEmpty()) {
        throw new ShellException(
            ErrorCode.INVALID_REQUEST,
            "cannot set " + property.name() + ": " + errors.get(0),
            errors.subList(1, errors.size()));
      }
    }
  }

  /** Sets a text to its version edited by the user. */
  private static void editText(Session session, Arguments arguments, Targets.Target target)
      throws ShellException, EditException, IOException {
    List<String> words = target.words();
    if (words.isEmpty() || !arguments.command().equals(SET)) {
      throw arguments.wrong();
    }
    Entity object = target.object();
    Property property = Targets.property(object.type(), words.get(0));
    if (!TextValues.isText(property)) {
      throw arguments.wrong();
    }
    Optional<String> text = TextValues.edited(session.console(), property, object.get(property));
    if (text.isPresent()) {
      requireSense(property, text.get());
      session.edits().set(object.key(), property, text.get());
    }
  }

  private static String value(Session session, EntityType type, List<String> words, String command)
      throws ShellException, IOException {
    List<String> value = words.subList(1, words.size());
    Optional<Property> property = type.schema().find(words.get(0).toLowerCase(Locale.ROOT));
    if (property.isEmpty() || command.equals(REMOVE_FROM)) {
      return String.join(" ", value);
    }
    String text = TextValues.of(session.console(), property.get(), value);
    if (command.equals(SET)) {
      requireSense(property.get(), text);
    }
    return text;
  }

  /**
   * Returns the new name of an archOS entry for its pseudo-properties {@code arch} and {@code os},
   * which together form the name.
   */
  private static Optional<String> nameWith(Entity object, String property, String value) {
    if (object.type() != EntityType.ARCH_OS) {
      return Optional.empty();
    }
    List<String> halves = Splitter.on('/').splitToList(object.name());
    return switch (property.toLowerCase(Locale.ROOT)) {
      case "arch" -> Optional.of(value + "/" + halves.get(1));
      case "os" -> Optional.of(halves.get(0) + "/" + value);
      default -> Optional.empty();
    };
  }

  private static void clear(Session session, Arguments arguments)
      throws ShellException, EditException {
    Targets.Target target = Targets.target(session, arguments);
    if (target.words().isEmpty()) {
      throw arguments.wrong();
    }
    List<Property> properties = new ArrayList<>();
    for (String name : target.words()) {
      properties.add(Targets.property(Targets.type(session), name));
    }
    for (Entity object : target.objects()) {
      for (Property property : properties) {
        session.edits().clear(object.key(), property);
      }
    }
  }
}
