package org.cmimage.cli.shell.command.steer;

import java.util.List;
import org.cmimage.cli.shell.command.Arguments;
import org.cmimage.cli.shell.command.Help;
import org.cmimage.cli.shell.command.Operand;
import org.cmimage.cli.shell.command.Session;
import org.cmimage.cli.shell.command.ShellCommand;
import org.cmimage.cli.shell.command.ShellException;
import org.cmimage.cli.shell.language.Script;
import org.cmimage.model.entity.ValueForm;

/**
 * The commands that set up a session: aliases, the delimiter, colour, and the history of typed
 * lines.
 */
public final class Preferences {
  private Preferences() {}

  /** Returns the commands. */
  public static List<ShellCommand> commands() {
    return List.of(
        new ShellCommand(
            Help.everywhere("alias", "[name [commands]]", "Show aliases, or make one")
                .taking(Operand.ALIAS, Operand.COMMAND),
            Preferences::alias),
        new ShellCommand(
            Help.everywhere("unalias", "<name>", "Remove an alias").taking(Operand.ALIAS),
            Preferences::unalias),
        new ShellCommand(
            Help.everywhere("delimiter", "[text]", "Set the text between columns; {} for JSON")
                .taking(Operand.TEXT),
            Preferences::delimiter),
        new ShellCommand(
            Help.everywhere("color", "[yes|no]", "Set whether failures are coloured")
                .taking(Operand.SWITCH),
            Preferences::color),
        new ShellCommand(
            Help.everywhere("quitconfirmation", "[yes|no]", "Ask before dropping changes")
                .taking(Operand.SWITCH),
            Preferences::quitConfirmation),
        new ShellCommand(
            Help.everywhere("history", "", "List what was typed"), Preferences::history));
  }

  private static void alias(Session session, Arguments arguments) throws ShellException {
    if (arguments.words().isEmpty()) {
      session.aliases().all().forEach((name, text) -> session.print("alias " + name + " " + text));
      return;
    }
    String name = arguments.texts().get(0);
    if (arguments.words().size() > 1) {
      String text = arguments.joined(1);
      if (Script.isIncomplete(text)) {
        throw new ShellException("expected complete commands, found \"" + text + "\"");
      }
      session.aliases().define(name, text);
      return;
    }
    String text = session.aliases().all().get(name);
    if (text == null) {
      throw unknown(session, name);
    }
    session.print("alias " + name + " " + text);
  }

  private static void unalias(Session session, Arguments arguments) throws ShellException {
    String name = arguments.between(1, 1).texts().get(0);
    if (!session.aliases().remove(name)) {
      throw unknown(session, name);
    }
  }

  private static ShellException unknown(Session session, String name) {
    return ShellException.unknown(
        "no alias \"" + name + "\"",
        name,
        session.aliases().all().keySet().stream().filter(known -> known.length() > 1).toList());
  }

  private static void delimiter(Session session, Arguments arguments) throws ShellException {
    arguments.between(0, 1);
    session.settings().setDelimiter(arguments.joined(0));
  }

  private static void color(Session session, Arguments arguments) throws ShellException {
    if (arguments.words().isEmpty()) {
      session.print(session.settings().color() ? "yes" : "no");
    } else {
      session.settings().setColor(isYes(arguments));
    }
  }

  private static void quitConfirmation(Session session, Arguments arguments) throws ShellException {
    if (arguments.words().isEmpty()) {
      session.print(session.settings().quitConfirmation() ? "yes" : "no");
    } else {
      session.settings().setQuitConfirmation(isYes(arguments));
    }
  }

  private static boolean isYes(Arguments arguments) throws ShellException {
    String text = arguments.between(1, 1).texts().get(0);
    try {
      return new ValueForm.YesNo().canonical(text).equals("yes");
    } catch (IllegalArgumentException e) {
      throw new ShellException(String.valueOf(e.getMessage()));
    }
  }

  private static void history(Session session, Arguments arguments) throws ShellException {
    arguments.between(0, 0);
    int number = 1;
    for (String line : session.history()) {
      session.print(String.format("%5d  %s", number++, line));
    }
  }
}
