package org.cmimage.cli.shell.command.steer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cmimage.cli.shell.command.Arguments;
import org.cmimage.cli.shell.command.Help;
import org.cmimage.cli.shell.command.Interpreter;
import org.cmimage.cli.shell.command.Operand;
import org.cmimage.cli.shell.command.Session;
import org.cmimage.cli.shell.command.ShellCommand;
import org.cmimage.cli.shell.command.ShellException;
import org.cmimage.cli.shell.command.Targets;
import org.cmimage.cli.shell.language.Word;
import org.cmimage.cli.shell.mode.Location;
import org.cmimage.core.ErrorCode;
import org.cmimage.model.edit.EditException;
import org.cmimage.model.entity.ClusterSnapshot;
import org.cmimage.model.entity.Device;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.EntityKey;
import org.cmimage.model.entity.EntityType;

/** The command {@code foreach}. */
public final class Foreach {
  /** {@code node001..node005}. */
  private static final Pattern RANGE = Pattern.compile("(.*?)([0-9]{1,6})\\.\\.(.*?)([0-9]{1,6})");

  private static final int LONGEST_RANGE = 10_000;

  private Foreach() {}

  /** The command. */
  public static List<ShellCommand> commands(Supplier<Interpreter> interpreter) {
    Help help =
        Help.inModes("foreach", "[options] <object...|*> ( <commands> )", "Run commands on objects")
            .with(Help.Flag.of("-o|--clone", "object", "make missing objects as copies of this"))
            .with(Help.Flag.of("-a|--add", "", "make missing objects"))
            .with(Help.Flag.of("-c|--category", "category", "the nodes of this category"))
            .with(Help.Flag.of("-n|--nodes", "nodes", "these, as node001..node005,node009"))
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
    List<EntityKey> keys = new ArrayList<>();
    Optional<String> category = arguments.value("-c");
    Optional<String> nodes = arguments.value("-n");
    boolean selects = category.isPresent() || nodes.isPresent();
    if (selects && Targets.type(session) != EntityType.DEVICE) {
      throw new ShellException("-c and -n of foreach are for devices");
    }
    if (category.isPresent()) {
      keys.addAll(nodesIn(session, category.get()));
    }
    List<String> ranges = new ArrayList<>(names.stream().map(Word::text).toList());
    nodes.ifPresent(list -> ranges.addAll(List.of(list.split(",", -1))));
    for (String range : ranges) {
      for (String single : spread(range)) {
        if (single.equals("*")) {
          Targets.all(session).stream().map(Entity::key).forEach(keys::add);
        } else {
          keys.add(object(session, arguments, single));
        }
      }
    }
    if (ranges.isEmpty() && !selects) {
      throw arguments.wrong();
    }
    return keys.stream().distinct().toList();
  }

  private static List<EntityKey> nodesIn(Session session, String category) throws ShellException {
    ClusterSnapshot cluster = session.cluster();
    if (cluster.find(EntityType.CATEGORY, category).isEmpty()) {
      throw ShellException.unknown(
          "no Category named \"" + category + "\"", category, cluster.names(EntityType.CATEGORY));
    }
    return cluster.nodesIn(category).stream().map(Device::key).toList();
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

  private static List<String> spread(String name) throws ShellException {
    Matcher range = RANGE.matcher(name);
    if (!range.matches() || !range.group(1).equals(range.group(3))) {
      return List.of(name);
    }
    int first = Integer.parseInt(range.group(2));
    int last = Integer.parseInt(range.group(4));
    if (last < first || last - first >= LONGEST_RANGE) {
      throw new ShellException(
          "expected a range of at most " + LONGEST_RANGE + " objects, found \"" + name + "\"");
    }
    List<String> names = new ArrayList<>();
    for (int number = first; number <= last; number++) {
      String digits = Integer.toString(number);
      String zeros = "0".repeat(Math.max(0, range.group(2).length() - digits.length()));
      names.add(range.group(1) + zeros + digits);
    }
    return names;
  }
}
