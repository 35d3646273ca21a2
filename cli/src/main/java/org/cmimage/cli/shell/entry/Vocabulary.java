package org.cmimage.cli.shell.entry;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Iterables;
import java.util.List;
import org.cmimage.cli.shell.command.CommandSet;
import org.cmimage.cli.shell.command.Failures;
import org.cmimage.cli.shell.command.Interpreter;
import org.cmimage.cli.shell.command.Session;
import org.cmimage.cli.shell.command.ShellCommand;
import org.cmimage.cli.shell.command.change.Commits;
import org.cmimage.cli.shell.command.change.Locks;
import org.cmimage.cli.shell.command.change.Objects;
import org.cmimage.cli.shell.command.change.Properties;
import org.cmimage.cli.shell.command.change.Removals;
import org.cmimage.cli.shell.command.look.Absent;
import org.cmimage.cli.shell.command.look.Lists;
import org.cmimage.cli.shell.command.look.PartInfo;
import org.cmimage.cli.shell.command.look.Review;
import org.cmimage.cli.shell.command.look.Values;
import org.cmimage.cli.shell.command.steer.Foreach;
import org.cmimage.cli.shell.command.steer.HelpTexts;
import org.cmimage.cli.shell.command.steer.Navigation;
import org.cmimage.cli.shell.command.steer.Preferences;
import org.cmimage.cli.shell.command.steer.Repetition;

/** All commands, and an interpreter with them. */
public final class Vocabulary {
  private final Interpreter interpreter;

  private Vocabulary(Session session, Failures failures, boolean quitsOnFailure) {
    List<Iterable<ShellCommand>> families =
        List.of(
            Absent.commands(),
            Commits.commands(),
            Foreach.commands(this::interpreter),
            HelpTexts.commands(() -> interpreter().commands()),
            Lists.commands(),
            Locks.commands(),
            Navigation.commands(),
            Objects.commands(),
            PartInfo.commands(),
            Preferences.commands(),
            Properties.commands(),
            Removals.commands(),
            Repetition.commands(this::interpreter),
            Review.commands(),
            Values.commands());
    CommandSet commands = new CommandSet(ImmutableList.copyOf(Iterables.concat(families)));
    this.interpreter = new Interpreter(commands, session, failures, quitsOnFailure);
  }

  private Interpreter interpreter() {
    return interpreter;
  }

  /**
   * Makes an interpreter of a session.
   *
   * @param quitsOnFailure whether to stop after a failed command
   */
  public static Interpreter interpreter(
      Session session, Failures failures, boolean quitsOnFailure) {
    return new Vocabulary(session, failures, quitsOnFailure).interpreter;
  }
}
