package org.cmimage.cli.shell.command.change;

import com.google.common.base.Splitter;
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
import org.cmimage.model.edit.EditException;
import org.cmimage.model.entity.ArchOsEntry;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.EntityKey;
import org.cmimage.model.entity.EntityType;
import org.cmimage.model.entity.Property;

/** The commands {@code set}, {@code clear}, {@code append} and {@code removefrom}. */
public final class Properties {
  private Properties() {}

  private interface Edit {
    Entity make(Session session, EntityKey key, Property property, String value)
        throws EditException;
  }

  /** The commands. */
  public static List<ShellCommand> commands() {
    return List.of(
        editing(
            "set",
            "Set a property",
            (session, key, property, value) -> session.edits().set(key, property, value)),
        editing(
            "append",
            "Add words to a property that holds several",
            (session, key, property, value) -> session.edits().append(key, property, value)),
        editing(
            "removefrom",
            "Remove words from a property that holds several",
            (session, key, property, value) -> session.edits().removeFrom(key, property, value)),
        new ShellCommand(
            Help.inModes("clear", "[object] <property>...", "Set properties to their defaults")
                .taking(Operand.TARGET, Operand.PROPERTY),
            Properties::clear));
  }

  private static ShellCommand editing(String name, String summary, Edit edit) {
    Help help =
        Help.inModes(name, "[object] <property> <value>", summary)
            .taking(Operand.TARGET, Operand.PROPERTY, Operand.VALUE);
    return new ShellCommand(help, (session, arguments) -> edit(session, arguments, edit));
  }

  private static void edit(Session session, Arguments arguments, Edit edit)
      throws ShellException, EditException {
    Targets.Target target = Targets.target(session, arguments);
    List<String> words = target.words();
    if (words.size() < 2) {
      throw arguments.wrong();
    }
    Entity object = target.object();
    String value = String.join(" ", words.subList(1, words.size()));
    Optional<String> name = nameWith(object, words.get(0), value);
    Property property =
        name.isPresent() ? ArchOsEntry.NAME : Targets.property(object.type(), words.get(0));
    EntityKey key = edit.make(session, object.key(), property, name.orElse(value)).key();
    if (session.location().used().isPresent()) {
      session.go(Location.of(key));
    }
  }

  /** Of an archOS entry {@code arch} and {@code os} can be set, which together are its name. */
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
    Entity object = target.object();
    for (String name : target.words()) {
      session.edits().clear(object.key(), Targets.property(object.type(), name));
    }
  }
}
