package org.cmimage.cli.shell.command.look;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.cmimage.cli.render.EntityText;
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
import org.cmimage.model.entity.Category;
import org.cmimage.model.entity.ClusterSnapshot;
import org.cmimage.model.entity.Column;
import org.cmimage.model.entity.Device;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.EntityType;
import org.cmimage.model.entity.Property;
import org.cmimage.model.entity.ValueForm;

/** The commands {@code show} and {@code get}. */
public final class Values {
  private Values() {}

  /** The commands. */
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
    Targets.Target target = Targets.target(session, arguments);
    Entity object = target.object();
    if (!target.words().isEmpty()) {
      throw arguments.wrong();
    }
    if (session.isJson()) {
      Map<String, String> values = new LinkedHashMap<>(object.values());
      session.print(Json.pretty(values).lines().toList());
      return;
    }
    Table table =
        new Table(List.of(new Table.Column("Parameter", 0), new Table.Column("Value", 0)));
    for (Property property : object.type().schema().properties()) {
      if (property.equals(ArchOsEntry.NAME)) {
        // two properties in the original
        table.row(List.of("Arch", value(session.cluster(), object, "arch")));
        table.row(List.of("OS", value(session.cluster(), object, "os")));
        continue;
      }
      table.row(List.of(property.label(), shown(session.cluster(), object, property)));
    }
    for (EntityType submode : Modes.below(object.type())) {
      int count = session.cluster().owned(object.key(), submode).size();
      table.row(List.of(submode.plural(), "<" + count + " in submode>"));
    }
    session.print(table.plain());
  }

  private static void get(Session session, Arguments arguments) throws ShellException {
    Targets.Target target = Targets.target(session, arguments);
    if (target.words().size() != 1) {
      throw arguments.wrong();
    }
    Entity object = target.object();
    List<String> lines = new ArrayList<>();
    value(session.cluster(), object, target.words().get(0)).lines().forEach(lines::add);
    session.print(lines.isEmpty() ? List.of("") : lines);
  }

  /** Of a property, or of a column that is worked out, such as the architecture of an archOS. */
  private static String value(ClusterSnapshot cluster, Entity object, String name)
      throws ShellException {
    String wanted = name.toLowerCase(Locale.ROOT);
    for (Column column : object.type().schema().columns()) {
      boolean isProperty = object.type().schema().find(wanted).isPresent();
      if (!isProperty && Fields.nameOf(column).equals(wanted)) {
        return column.cell(cluster, object);
      }
    }
    return inherited(cluster, object, Targets.property(object.type(), name));
  }

  private static String shown(ClusterSnapshot cluster, Entity object, Property property) {
    return property.form() instanceof ValueForm.Text text && text.multiline()
        ? "<" + object.get(property).getBytes(UTF_8).length + "B>"
        : inherited(cluster, object, property);
  }

  /** A node without an image of its own has its category's. */
  private static String inherited(ClusterSnapshot cluster, Entity object, Property property) {
    String own = EntityText.readable(property, object.get(property));
    if (!own.isEmpty() || !property.equals(Device.SOFTWARE_IMAGE) || !(object instanceof Device)) {
      return own;
    }
    String category = object.get(Device.CATEGORY);
    return cluster
        .find(EntityType.CATEGORY, category)
        .map(entity -> entity.get(Category.SOFTWARE_IMAGE))
        .filter(image -> !image.isEmpty())
        .map(image -> image + " (category:" + category + ")")
        .orElse("");
  }
}
