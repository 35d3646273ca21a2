package org.cmimage.cli.shell.command.steer;

import java.util.List;
import org.cmimage.cli.shell.command.Arguments;
import org.cmimage.cli.shell.command.Help;
import org.cmimage.cli.shell.command.Operand;
import org.cmimage.cli.shell.command.Session;
import org.cmimage.cli.shell.command.ShellCommand;
import org.cmimage.cli.shell.command.ShellException;
import org.cmimage.cli.shell.command.Targets;
import org.cmimage.cli.shell.language.Statement;
import org.cmimage.cli.shell.language.SyntaxException;
import org.cmimage.cli.shell.language.Tokeniser;
import org.cmimage.cli.shell.mode.Location;
import org.cmimage.cli.shell.mode.Modes;
import org.cmimage.model.entity.EntityType;

/** The commands that move through the modes. */
public final class Navigation {
  private Navigation() {}

  /** Returns the commands. */
  public static List<ShellCommand> commands() {
    return List.of(
        new ShellCommand(
            Help.inModes("use", "<object>", "Use an object").taking(Operand.OBJECT),
            Navigation::use),
        new ShellCommand(
            Help.everywhere("exit", "", "Go one level up; at the top, leave the shell"),
            Navigation::exit),
        new ShellCommand(
            Help.everywhere("home", "", "Go to the top"),
            (session, arguments) -> session.go(Location.HOME)),
        new ShellCommand(
            Help.everywhere("main", "", "Go to the top"),
            (session, arguments) -> session.go(Location.HOME)),
        new ShellCommand(
            Help.everywhere("goto", "-|<path>", "Go back, or to a path that path printed")
                .taking(Operand.TEXT),
            Navigation::goTo),
        new ShellCommand(
            Help.everywhere("path", "", "Print the commands that lead here from anywhere"),
            (session, arguments) -> session.print(session.location().path())),
        new ShellCommand(
            Help.everywhere("quit", "", "Leave the shell"),
            (session, arguments) -> session.quit()));
  }

  private static void use(Session session, Arguments arguments) throws ShellException {
    String name = arguments.between(1, 1).texts().get(0);
    session.go(Location.of(Targets.object(session, name).key()));
  }

  private static void exit(Session session, Arguments arguments) throws ShellException {
    arguments.between(0, 0);
    if (session.location().levels().isEmpty()) {
      session.quit();
    } else {
      session.go(session.location().up());
    }
  }

  private static void goTo(Session session, Arguments arguments) throws ShellException {
    String path = arguments.between(1, 1).texts().get(0);
    if (path.equals("-")) {
      session.go(session.previous().within(key -> session.cluster().find(key).isPresent()));
      return;
    }
    Location here = session.location();
    try {
      for (Statement statement : Tokeniser.statements(path)) {
        if (!(statement instanceof Statement.Call call)) {
          throw arguments.wrong();
        }
        step(session, call, arguments);
      }
    } catch (SyntaxException | ShellException e) {
      session.go(here);
      throw e instanceof ShellException failure
          ? failure
          : new ShellException(String.valueOf(e.getMessage()));
    }
  }

  private static void step(Session session, Statement.Call call, Arguments arguments)
      throws ShellException {
    Location here = session.location();
    if (call.command().equals("home")) {
      session.go(Location.HOME);
    } else if (call.command().equals("use") && here.type().isPresent()) {
      String name = call.arguments().stream().map(Object::toString).findFirst().orElse("");
      session.go(Location.of(Targets.object(session, name).key()));
    } else {
      EntityType type =
          here.used()
              .flatMap(key -> Modes.find(key.type(), call.command()))
              .or(() -> Modes.find(call.command()))
              .orElseThrow(arguments::wrong);
      session.go(type.owners().isEmpty() ? Location.of(type) : here.below(type));
    }
  }
}
