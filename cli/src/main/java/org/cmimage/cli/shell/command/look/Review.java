package org.cmimage.cli.shell.command.look;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
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
import org.cmimage.core.yaml.NearMatches;
import org.cmimage.model.edit.Modification;
import org.cmimage.model.edit.staged.Use;
import org.cmimage.model.entity.Device;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.EntityKey;
import org.cmimage.model.entity.EntityType;
import org.cmimage.model.entity.Property;
import org.cmimage.model.rule.Finding;
import org.cmimage.model.snapshot.Column;

/**
 * The commands that explain a change: {@code modified}, {@code validate}, {@code usedby} and {@code
 * listnodes}.
 */
public final class Review {
  private Review() {}

  /** Returns the commands. */
  public static List<ShellCommand> commands() {
    return List.of(
        new ShellCommand(
            Help.everywhere("modified", "", "List what is not committed"), Review::modified),
        new ShellCommand(
            Help.inModes("validate", "[object]", "Check an object, or all of this mode")
                .taking(Operand.TARGET),
            Review::validate),
        new ShellCommand(
            Help.inModes("usedby", "[object]", "List what refers to an object")
                .taking(Operand.TARGET),
            Review::usedBy),
        new ShellCommand(
            Help.inModes("listnodes", "[category]", "List the nodes of a category")
                .in(Set.of(EntityType.CATEGORY))
                .taking(Operand.TARGET),
            Review::listNodes));
  }

  private static void modified(Session session, Arguments arguments) throws ShellException {
    arguments.between(0, 0);
    Optional<EntityType> type = session.location().type();
    Table table = table("State", "Type", "Name");
    int count = 0;
    for (Modification modification : session.edits().modified()) {
      EntityKey key = modification.key();
      if (type.isEmpty() || type.get() == key.type()) {
        count++;
        table.row(List.of(sign(modification.state()), key.type().singular(), nameOf(key)));
      }
    }
    if (count > 0) {
      session.print(table.plain());
    } else {
      session.print(
          "No modified objects" + type.map(known -> " of type " + known.mode()).orElse(""));
    }
  }

  private static String sign(Modification.State state) {
    return switch (state) {
      case ADDED -> "+";
      case REMOVED -> "-";
      case CHANGED -> "";
    };
  }

  private static String nameOf(EntityKey key) {
    return key.owner().map(owner -> owner.name() + ":").orElse("") + key.name();
  }

  private static void validate(Session session, Arguments arguments) throws ShellException {
    boolean one = session.location().used().isPresent() || !arguments.words().isEmpty();
    List<Entity> objects = one ? Targets.named(session, arguments).objects() : Targets.all(session);
    List<Finding> findings = session.edits().validate(objects.stream().map(Entity::key).toList());
    session.print(findings.isEmpty() ? List.of("All good") : lines(findings, !one));
    session.print(meant(session, findings));
  }

  /** Returns suggestions for references to entities that never existed, a line each. */
  public static List<String> meant(Session session, Collection<Finding> findings) {
    Set<String> lines = new LinkedHashSet<>();
    Set<String> looked = new HashSet<>();
    for (Finding finding : findings) {
      Optional<Entity> entity = session.cluster().find(finding.entity());
      if (finding.rule() == Finding.Rule.REFERENCE && entity.isPresent()) {
        Property property = entity.get().type().schema().property(finding.property());
        String value = entity.get().get(property);
        List<String> near =
            property
                .target()
                .filter(type -> looked.add(type + " " + value))
                .filter(type -> session.edits().base().find(type, value).isEmpty())
                .map(type -> NearMatches.of(value, session.cluster().names(type)))
                .orElse(List.of());
        if (!near.isEmpty()) {
          lines.add(value + ": did you mean: " + String.join(", ", near));
        }
      }
    }
    return List.copyOf(lines);
  }

  /**
   * Returns a table of findings.
   *
   * @param named whether the fields name their object, too
   */
  public static List<String> lines(Collection<Finding> findings, boolean named) {
    Table table = table("Code", "Field", "Message");
    int code = 0;
    for (Finding finding : findings) {
      String field =
          named ? nameOf(finding.entity()) + " " + finding.property() : finding.property();
      boolean warning = finding.severity() == Finding.Severity.WARNING;
      table.row(
          List.of(
              Integer.toString(++code),
              field,
              warning ? "Warning: " + finding.message() : finding.message()));
    }
    return table.plain();
  }

  private static void usedBy(Session session, Arguments arguments) throws ShellException {
    Entity object = Targets.named(session, arguments).object();
    List<Use> uses = session.edits().usedBy(object.key());
    String type = object.type().singular();
    if (uses.isEmpty()) {
      session.print(type + " is not used by anything");
      return;
    }
    session.print(type + " used by the following:");
    session.print(lines(uses));
  }

  /** Returns a table of uses. */
  public static List<String> lines(List<Use> uses) {
    Table table = table("Type", "Name", "Parameter");
    for (Use use : uses) {
      table.row(List.of(use.user().type().singular(), nameOf(use.user()), use.property().name()));
    }
    return table.plain();
  }

  private static void listNodes(Session session, Arguments arguments) throws ShellException {
    Entity category = Targets.named(session, arguments).object();
    Table table = table("Type", "Hostname", "MAC", "Category", "IP", "Network");
    for (Device node : session.cluster().nodesIn(category.name())) {
      List<String> cells = new ArrayList<>();
      Column.of(node.type()).forEach(column -> cells.add(column.cell(session.cluster(), node)));
      table.row(cells);
    }
    session.print(table.plain());
  }

  private static Table table(String... headers) {
    return new Table(Arrays.stream(headers).map(header -> new Table.Column(header, 0)).toList());
  }
}
