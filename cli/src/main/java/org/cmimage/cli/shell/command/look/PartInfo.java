package org.cmimage.cli.shell.command.look;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.cmimage.cli.render.Quantity;
import org.cmimage.cli.render.Table;
import org.cmimage.cli.shell.command.Arguments;
import org.cmimage.cli.shell.command.Help;
import org.cmimage.cli.shell.command.Operand;
import org.cmimage.cli.shell.command.Session;
import org.cmimage.cli.shell.command.ShellCommand;
import org.cmimage.cli.shell.command.ShellException;
import org.cmimage.cli.shell.command.Targets;
import org.cmimage.cli.shell.command.Trees;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.EntityType;
import org.cmimage.model.entity.FsPart;

/** The command {@code fspart info}. */
public final class PartInfo {
  /** Types of parts whose trees have an architecture. */
  private static final Set<String> SYSTEMS =
      Set.of("image", "cm-shared", "node-installer", "custom");

  /** The number of inotify(7) watchers: no daemon watches trees here. */
  private static final String WATCHERS = "0";

  private PartInfo() {}

  /** Returns the command. */
  public static List<ShellCommand> commands() {
    Help help =
        Help.inModes("info", "[-s] [part...]", "Show what the trees of parts are")
            .in(Set.of(EntityType.FS_PART))
            .with(Help.Flag.of("-s|--size", "", "also how much they take on disk"))
            .taking(Operand.OBJECT);
    return List.of(new ShellCommand(help, PartInfo::info));
  }

  private static void info(Session session, Arguments arguments)
      throws ShellException, IOException {
    boolean sizes = arguments.has("-s");
    List<String> headers =
        new ArrayList<>(List.of("Path", "Architecture", "OS", "Inotify watchers"));
    if (sizes) {
      headers.add("Size");
    }
    Table table = new Table(headers.stream().map(h -> new Table.Column(h, 0)).toList());
    for (Entity part : parts(session, arguments)) {
      boolean system = SYSTEMS.contains(part.get(FsPart.TYPE));
      Trees.Identity identity =
          system ? session.trees().identify(part.name()) : new Trees.Identity("-", "-");
      List<String> row =
          new ArrayList<>(
              List.of(part.name(), identity.architecture(), identity.family(), WATCHERS));
      if (sizes) {
        row.add(Quantity.bytes(session.trees().size(part.name())));
      }
      table.row(row);
    }
    session.print(table.plain());
  }

  private static List<Entity> parts(Session session, Arguments arguments) throws ShellException {
    if (session.location().used().isPresent() && arguments.words().isEmpty()) {
      return List.of(Targets.named(session, arguments).object());
    }
    return arguments.words().isEmpty()
        ? Targets.all(session)
        : Targets.objects(session, arguments.texts());
  }
}
