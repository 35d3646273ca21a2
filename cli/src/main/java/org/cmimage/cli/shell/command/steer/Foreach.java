package org.cmimage.cli.shell.command.steer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.cmimage.cli.shell.command.Arguments;
import org.cmimage.cli.shell.command.Help;
import org.cmimage.cli.shell.command.Interpreter;
import org.cmimage.cli.shell.command.Operand;
import org.cmimage.cli.shell.command.Selection;
import org.cmimage.cli.shell.command.Session;
import org.cmimage.cli.shell.command.ShellCommand;
import org.cmimage.cli.shell.command.ShellException;
import org.cmimage.cli.shell.command.Targets;
import org.cmimage.cli.shell.language.Word;
import org.cmimage.cli.shell.mode.Location;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.model.edit.EditException;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.EntityKey;

/** The command {@code foreach}. */
public final class Foreach {
  private Foreach() {}

  /** Returns the command. */
  public static List<ShellCommand> commands(Supplier<Interpreter> interpreter) {
    Help foreach =
        Help.inModes(
            "foreach", "[options] <object...|*> ( <commands> )", "Run commands on objects");
    Help help =
        Selection.in(foreach)
            .with(Help.Flag.of("-o|--clone", "object", "make missing objects as copies of this"))
            .with(Help.Flag.of("-a|--add", "", "make missing objects"))
            .with(Help.Flag.of("-q|--quitonunknown", "", "stop at a command that is unknown"))
            .with(Help.Flag.of("-v|--verbose", "", "name each object before its output"))
            .taking(Operand.OBJECT);
    return List.of(
        new ShellCommand(
            help, (session, arguments) -> foreach(session, arguments, interpreter.get())));
  }

  private static void foreach(Session session, Arguments arguments, Interpreter interpreter)
      throws ShellException, EditException {
    List<Word> words = arguments.words();
    if (words.isEmpty() || !words.get(words.size() - 1).block()) {
      throw arguments.wrong();
    }
    String block = words.get(words.size() - 1).text();
    List<EntityKey> objects = objects(session, arguments, words.subList(0, words.size() - 1));
    Location here = session.location();
    int failed = 0;
    for (EntityKey object : objects) {
      if (session.isQuitting() || session.console().isInterrupted()) {
        break;
      }
      if (arguments.has("-v")) {
        session.print("===== " + object.name() + " =====");
      }
      session.go(Location.of(object));
      if (!interpreter.run(block)) {
        failed++;
        if (arguments.has("-q")) {
          break;
        }
      }
    }
    session.go(here);
    session.leaveWhatIsGone();
    if (failed > 0) {
      throw new ShellException(
          ErrorCode.INVALID_REQUEST,
          "foreach failed for " + failed + " of " + objects.size() + " objects",
          List.of());
    }
  }

  private static List<EntityKey> objects(Session session, Arguments arguments, List<Word> names)
      throws ShellException, EditException {
    Optional<Selection> selection = Selection.of(session, arguments);
    List<EntityKey> keys = new ArrayList<>();
    for (Word name : names) {
      for (String single : Targets.spread(session, name.text())) {
        if (single.equals("*")) {
          Targets.all(session).stream().map(Entity::key).forEach(keys::add);
        } else {
          keys.add(object(session, arguments, single));
        }
      }
    }
    if (selection.isPresent()) {
      for (String single : selection.get().names()) {
        keys.add(object(session, arguments, single));
      }
      selection.get().devices(session).stream().map(Entity::key).forEach(keys::add);
    } else if (names.isEmpty()) {
      throw arguments.wrong();
    }
    return keys.stream().distinct().toList();
  }

  private static EntityKey object(Session session, Arguments arguments, String name)
      throws ShellException, EditException {
    boolean adds = arguments.has("-a") || arguments.has("-o");
    if (adds) {
      EntityKey key = Targets.newKey(session, name);
      if (session.cluster().find(key).isEmpty()) {
        Optional<String> original = arguments.value("-o");
        return original.isPresent()
            ? session.edits().clone(Targets.object(session, original.get()).key(), key).key()
            : session.edits().add(key).key();
      }
    }
    return Targets.object(session, name).key();
  }
}
