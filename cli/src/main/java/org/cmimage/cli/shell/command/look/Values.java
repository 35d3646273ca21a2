package org.cmimage.cli.shell.command.look;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Locale;
import org.cmimage.cli.render.EntityJson;
import org.cmimage.cli.render.Json;
import org.cmimage.cli.render.Table;
import org.cmimage.cli.shell.command.Arguments;
import org.cmimage.cli.shell.command.Help;
import org.cmimage.cli.shell.command.Operand;
import org.cmimage.cli.shell.command.Session;
import org.cmimage.cli.shell.command.ShellCommand;
import org.cmimage.cli.shell.command.ShellException;
import org.cmimage.cli.shell.command.Targets;
import org.cmimage.cli.shell.mode.Modes;
import org.cmimage.model.entity.ArchOsEntry;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.EntityType;
import org.cmimage.model.entity.Property;
import org.cmimage.model.entity.ValueForm;
import org.cmimage.model.snapshot.ClusterSnapshot;
import org.cmimage.model.snapshot.Column;

/** The commands {@code show} and {@code get}. */
public final class Values {
  private Values() {}

  /** Returns the commands. */
  public static List<ShellCommand> commands() {
    return List.of(
        new ShellCommand(
            Help.inModes("show", "[object]", "Show all properties of an object")
                .taking(Operand.TARGET),
            Values::show),
        new ShellCommand(
            Help.inModes("get", "[object] <property>", "Print the value of a property")
                .taking(Operand.TARGET, Operand.PROPERTY),
            Values::get));
  }

  private static void show(Session session, Arguments arguments) throws ShellException {
    Targets.Target target = Targets.named(session, arguments.between(0, 1));
    List<Entity> objects = target.objects();
    if (session.isJson()) {
      Object values =
          objects.size() == 1
              ? EntityJson.properties(objects.get(0))
              : objects.stream().map(EntityJson::properties).toList();
      session.print(Json.pretty(values).lines().toList());
      return;
    }
    for (int i = 0; i < objects.size(); i++) {
      session.print(i == 0 ? List.of() : List.of(""));
      session.print(table(session.cluster(), objects.get(i)).plain());
    }
  }

  private static Table table(ClusterSnapshot cluster, Entity object) throws ShellException {
    Table table =
        new Table(List.of(new Table.Column("Parameter", 0), new Table.Column("Value", 0)));
    for (Property property : object.type().schema().properties()) {
      if (property.equals(ArchOsEntry.NAME)) {
        // two properties in the original
        table.row(List.of("Arch", value(cluster, object, "arch")));
        table.row(List.of("OS", value(cluster, object, "os")));
        continue;
      }
      table.row(List.of(property.label(), shown(cluster, object, property)));
    }
    for (EntityType submode : Modes.below(object.type())) {
      int count = cluster.owned(object.key(), submode).size();
      table.row(List.of(submode.plural(), "<" + count + " in submode>"));
    }
    return table;
  }

  private static void get(Session session, Arguments arguments) throws ShellException {
    Targets.Target target = Targets.target(session, arguments);
    if (target.words().size() != 1) {
      throw arguments.wrong();
    }
    for (Entity object : target.objects()) {
      List<String> lines = value(session.cluster(), object, target.words().get(0)).lines().toList();
      session.print(lines.isEmpty() ? List.of("") : lines);
    }
  }

  /**
   * Returns the value of a property, or of a computed column, such as the architecture of an
   * archOS.
   */
  private static String value(ClusterSnapshot cluster, Entity object, String name)
      throws ShellException {
    String wanted = name.toLowerCase(Locale.ROOT);
    for (Column column : Column.of(object.type())) {
      boolean isProperty = object.type().schema().find(wanted).isPresent();
      if (!isProperty && Fields.nameOf(column).equals(wanted)) {
        return column.cell(cluster, object);
      }
    }
    return Inherited.text(cluster, object, Targets.property(object.type(), name));
  }

  private static String shown(ClusterSnapshot cluster, Entity object, Property property) {
    return property.form() instanceof ValueForm.Text text && text.multiline()
        ? "<" + object.get(property).getBytes(UTF_8).length + "B>"
        : Inherited.text(cluster, object, property);
  }
}
