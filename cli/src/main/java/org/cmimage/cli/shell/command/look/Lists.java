package org.cmimage.cli.shell.command.look;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.cmimage.cli.render.EntityJson;
import org.cmimage.cli.render.EntityText;
import org.cmimage.cli.render.Json;
import org.cmimage.cli.render.Table;
import org.cmimage.cli.shell.command.Arguments;
import org.cmimage.cli.shell.command.Help;
import org.cmimage.cli.shell.command.Operand;
import org.cmimage.cli.shell.command.Selection;
import org.cmimage.cli.shell.command.Session;
import org.cmimage.cli.shell.command.ShellCommand;
import org.cmimage.cli.shell.command.ShellException;
import org.cmimage.cli.shell.command.Targets;
import org.cmimage.model.entity.Device;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.EntityKey;
import org.cmimage.model.entity.EntityType;
import org.cmimage.model.entity.FsMount;
import org.cmimage.model.snapshot.ClusterSnapshot;
import org.cmimage.model.snapshot.Column;

/** The commands {@code list}, {@code sort} and {@code format}. */
public final class Lists {
  /** The format JSON, with its indentation in blanks. */
  private static final Pattern JSON = Pattern.compile("\\{([0-9]?)\\}");

  private static final int USUAL_INDENT = 2;

  private Lists() {}

  /** Returns the commands. */
  public static List<ShellCommand> commands() {
    Help list =
        Selection.in(Help.inModes("list", "[options]", "List the objects of this mode"))
            .with(Help.Flag.of("-f|--format", "columns", "columns, as name:20,path:0"))
            .with(Help.Flag.of("-s|--sort", "fields", "sort by these fields"))
            .with(Help.Flag.of("-d|--delimiter", "text", "text between columns, {} for JSON"));
    Help sort =
        Help.inModes("sort", "[field...]", "Sort lists by these fields; show the present order")
            .taking(Operand.PROPERTY);
    Help format =
        Help.inModes(
                "format", "[-r] [columns]", "Choose the columns of lists; show the present ones")
            .with(Help.Flag.of("-r|--reset", "", "back to the usual columns"))
            .taking(Operand.PROPERTY);
    return List.of(
        new ShellCommand(list, Lists::list),
        new ShellCommand(sort, Lists::sort),
        new ShellCommand(format, Lists::format));
  }

  private static void list(Session session, Arguments arguments) throws ShellException {
    arguments.between(0, 0);
    EntityType type = Targets.type(session);
    String delimiter = arguments.value("-d").orElse(session.settings().delimiter());
    Optional<String> columns = arguments.value("-f").or(() -> session.settings().format(type));
    List<Entity> entities = sorted(session, listed(session, arguments), arguments.value("-s"));
    Matcher json = JSON.matcher(delimiter);
    ClusterSnapshot cluster = session.cluster();
    if (session.isJson() && delimiter.isEmpty()) {
      session.print(Json.pretty(typed(cluster, type, entities, columns)).lines().toList());
    } else if (json.matches()) {
      int indent = json.group(1).isEmpty() ? USUAL_INDENT : Integer.parseInt(json.group(1));
      session.print(Json.pretty(rows(cluster, type, entities, columns), indent).lines().toList());
    } else if (!delimiter.isEmpty()) {
      session.print(delimited(cluster, type, entities, columns).separated(delimiter, false));
    } else if (columns.isPresent()) {
      Table table = ListFormat.parse(type, columns.get()).table(cluster, entities);
      session.print(table.separated(" ", true));
    } else {
      session.print(EntityText.table(cluster, type, entities, session.isBoxed()));
    }
  }

  /** Returns all objects of the mode, or the devices selected by options. */
  private static List<Entity> listed(Session session, Arguments arguments) throws ShellException {
    Optional<Selection> selection = Selection.of(session, arguments);
    if (selection.isEmpty()) {
      return Targets.all(session);
    }
    Set<Entity> chosen = new LinkedHashSet<>(selection.get().devices(session));
    chosen.addAll(Targets.objects(session, selection.get().names()));
    return List.copyOf(chosen);
  }

  private static List<Entity> sorted(
      Session session, List<Entity> entities, Optional<String> chosen) throws ShellException {
    EntityType type = Targets.type(session);
    Fields fields = Fields.of(type);
    List<String> order = new ArrayList<>();
    if (chosen.isPresent()) {
      for (String name : chosen.get().split(",", -1)) {
        order.add(fields.find(name));
      }
    } else {
      order.addAll(session.settings().order(type));
    }
    List<Entity> all = new ArrayList<>(entities);
    session.location().owner().ifPresent(owner -> all.addAll(inherited(session, owner, all)));
    List<Entity> usual = EntityText.sorted(type, all);
    return fields.sorted(session.cluster(), usual, order);
  }

  /** Returns the mounts that a node inherits from its category: {@code [default] none}. */
  private static List<Entity> inherited(Session session, EntityKey node, List<Entity> own) {
    if (node.type() != EntityType.DEVICE || Targets.type(session) != EntityType.FS_MOUNT) {
      return List.of();
    }
    Set<String> mountpoints = own.stream().map(Entity::name).collect(Collectors.toSet());
    ClusterSnapshot cluster = session.cluster();
    return cluster
        .find(node)
        .flatMap(device -> device.reference(Device.CATEGORY))
        .map(category -> cluster.owned(category, EntityType.FS_MOUNT))
        .orElse(List.of())
        .stream()
        .filter(mount -> !mountpoints.contains(mount.name()))
        .map(Lists::withOrigin)
        .toList();
  }

  private static Entity withOrigin(Entity mount) {
    String category = mount.key().owner().orElseThrow().name();
    return mount.with(FsMount.DEVICE, "[" + category + "] " + mount.get(FsMount.DEVICE));
  }

  private static List<Map<String, String>> rows(
      ClusterSnapshot cluster, EntityType type, List<Entity> entities, Optional<String> columns)
      throws ShellException {
    return columns.isPresent()
        ? ListFormat.parse(type, columns.get()).rows(cluster, entities)
        : EntityText.rows(cluster, type, entities);
  }

  /** For {@code --output json}; what {@code -d {}} prints is the original's. */
  private static List<Map<String, Object>> typed(
      ClusterSnapshot cluster, EntityType type, List<Entity> entities, Optional<String> columns)
      throws ShellException {
    return columns.isPresent()
        ? ListFormat.parse(type, columns.get()).typed(cluster, entities)
        : EntityJson.rows(cluster, type, entities);
  }

  private static Table delimited(
      ClusterSnapshot cluster, EntityType type, List<Entity> entities, Optional<String> columns)
      throws ShellException {
    if (columns.isPresent()) {
      return ListFormat.parse(type, columns.get()).table(cluster, entities);
    }
    Table table =
        new Table(Column.of(type).stream().map(c -> new Table.Column(c.label(), 0)).toList());
    EntityText.rows(cluster, type, entities).forEach(row -> table.row(List.copyOf(row.values())));
    return table;
  }

  private static void sort(Session session, Arguments arguments) throws ShellException {
    EntityType type = Targets.type(session);
    Fields fields = Fields.of(type);
    if (arguments.words().isEmpty()) {
      List<String> order = session.settings().order(type);
      session.print("Sorted by: " + (order.isEmpty() ? "the key" : String.join(", ", order)));
      return;
    }
    List<String> order = new ArrayList<>();
    for (String text : arguments.texts()) {
      for (String name : text.split(",", -1)) {
        order.add(fields.find(name));
      }
    }
    session.settings().setOrder(type, order);
  }

  private static void format(Session session, Arguments arguments) throws ShellException {
    EntityType type = Targets.type(session);
    if (arguments.has("-r")) {
      session.settings().setFormat(type, "");
    } else if (arguments.words().isEmpty()) {
      printFormat(session, type);
    } else {
      String columns = String.join(",", arguments.texts());
      ListFormat.parse(type, columns);
      session.settings().setFormat(type, columns);
    }
  }

  private static void printFormat(Session session, EntityType type) {
    String usual = Column.of(type).stream().map(Fields::nameOf).collect(Collectors.joining(", "));
    underlined(session, "Current list printing format:");
    session.print(session.settings().format(type).orElse(usual));
    session.print("");
    underlined(session, "Valid fields:");
    List<String> names = Fields.of(type).names();
    int width = names.stream().mapToInt(String::length).max().orElse(0);
    for (String name : names) {
      String label =
          type.schema().find(name).map(property -> property.label()).orElse("worked out");
      session.print(name + " ".repeat(width - name.length()) + " : " + label);
    }
  }

  private static void underlined(Session session, String title) {
    session.print(Arrays.asList(title, "-".repeat(title.length())));
  }
}
