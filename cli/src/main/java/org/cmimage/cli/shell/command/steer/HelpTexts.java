package org.cmimage.cli.shell.command.steer;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.cmimage.cli.shell.command.Arguments;
import org.cmimage.cli.shell.command.CommandSet;
import org.cmimage.cli.shell.command.Help;
import org.cmimage.cli.shell.command.Operand;
import org.cmimage.cli.shell.command.Session;
import org.cmimage.cli.shell.command.ShellCommand;
import org.cmimage.cli.shell.command.ShellException;
import org.cmimage.cli.shell.mode.Location;
import org.cmimage.cli.shell.mode.Modes;
import org.cmimage.model.entity.EntityType;

/** The command {@code help}. */
public final class HelpTexts {
  /** The column where summaries begin. */
  private static final int SUMMARY = 25;

  private static final int TITLE = 33;

  private HelpTexts() {}

  /**
   * Returns the command.
   *
   * @param all supplies all commands, including this one
   */
  public static List<ShellCommand> commands(Supplier<CommandSet> all) {
    Help help =
        Help.everywhere("help", "[command]", "List commands, or explain one")
            .taking(Operand.COMMAND);
    return List.of(
        new ShellCommand(help, (session, arguments) -> help(session, arguments, all.get())));
  }

  private static void help(Session session, Arguments arguments, CommandSet all)
      throws ShellException {
    arguments.between(0, 1);
    if (arguments.words().isEmpty()) {
      overview(session, all);
      return;
    }
    String name = arguments.texts().get(0);
    Optional<ShellCommand> command = all.find(name, session.location()).or(() -> all.find(name));
    if (command.isEmpty()) {
      throw ShellException.unknown(
          "no command \"" + name + "\"",
          name,
          all.at(session.location()).stream().map(ShellCommand::name).toList());
    }
    explain(session, command.get().help());
  }

  private static void overview(Session session, CommandSet all) {
    Location here = session.location();
    session.print(title("Top"));
    for (ShellCommand command : all.at(Location.HOME)) {
      session.print(leader(command.name(), command.help().summary()));
    }
    for (EntityType type : Modes.top()) {
      session.print(leader(type.mode(), "Enter " + type.mode() + " mode"));
    }
    if (here.type().isEmpty()) {
      return;
    }
    session.print(title(here.type().get().mode()));
    for (ShellCommand command : all.at(here)) {
      if (!command.help().modes().isEmpty()) {
        session.print(leader(command.name(), command.help().summary()));
      }
    }
    for (EntityType type : Modes.below(here.type().get())) {
      session.print(leader(type.mode(), "Enter " + type.mode() + " mode of an object"));
    }
  }

  private static String title(String text) {
    int room = TITLE - text.length() - 2;
    String line = "=".repeat(Math.max(1, room / 2));
    return line + " " + text + " " + line;
  }

  private static String leader(String name, String summary) {
    return name + " " + ".".repeat(Math.max(2, SUMMARY - name.length())) + " " + summary;
  }

  private static void explain(Session session, Help help) {
    session.print("Name:");
    session.print("    " + help.name() + " - " + help.summary());
    session.print("");
    session.print("Usage:");
    session.print(("    " + help.name() + " " + help.usage()).stripTrailing());
    if (!help.flags().isEmpty()) {
      session.print("");
      session.print("Options:");
      for (Help.Flag flag : help.flags()) {
        String value = flag.value().isEmpty() ? "" : " <" + flag.value() + ">";
        session.print("    " + String.join(", ", flag.names()) + value);
        session.print("        " + flag.summary());
      }
    }
  }
}
