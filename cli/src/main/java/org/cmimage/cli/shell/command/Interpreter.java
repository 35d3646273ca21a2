package org.cmimage.cli.shell.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.cmimage.cli.shell.language.Destination;
import org.cmimage.cli.shell.language.Statement;
import org.cmimage.cli.shell.language.SyntaxException;
import org.cmimage.cli.shell.language.Tokeniser;
import org.cmimage.cli.shell.language.Word;
import org.cmimage.cli.shell.mode.Location;
import org.cmimage.cli.shell.mode.Modes;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.yaml.NearMatches;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.EntityType;

/** The interpreter of statements in a session. Not thread-safe. */
public final class Interpreter {
  /**
   * The system shell's exit status for a command that was found but is not executable; the next one
   * is for one that was not found.
   */
  private static final int NOT_EXECUTABLE = 126;

  private static final int NOT_FOUND = 127;

  /** The nesting limit of aliases, blocks and scripts. */
  private static final int DEEPEST = 40;

  private final CommandSet commands;
  private final Session session;
  private final Failures failures;
  private final boolean quitsOnFailure;
  private final Deque<String> expanding = new ArrayDeque<>();
  private int depth;

  /**
   * Makes an interpreter.
   *
   * @param quitsOnFailure whether to stop after a failed command
   */
  public Interpreter(
      CommandSet commands, Session session, Failures failures, boolean quitsOnFailure) {
    this.commands = commands;
    this.session = session;
    this.failures = failures;
    this.quitsOnFailure = quitsOnFailure;
  }

  /** Returns the session. */
  public Session session() {
    return session;
  }

  /** Returns the known commands. */
  public CommandSet commands() {
    return commands;
  }

  /**
   * Runs the statements of a text one after another; failures are reported to the user.
   *
   * @return whether all succeeded
   */
  public boolean run(String text) {
    List<Statement> statements;
    try {
      statements = Tokeniser.statements(text);
    } catch (SyntaxException e) {
      return failed(e);
    }
    if (depth == DEEPEST) {
      return failed(new ShellException("aliases, blocks and scripts call each other too deeply"));
    }
    depth++;
    try {
      boolean done = true;
      for (Statement statement : statements) {
        if (session.isQuitting() || session.console().isInterrupted()) {
          return false;
        }
        done &= run(statement);
      }
      return done;
    } finally {
      depth--;
    }
  }

  private boolean failed(Exception e) {
    failures.tell(e);
    if (quitsOnFailure) {
      session.quit();
    }
    return false;
  }

  private boolean run(Statement statement) {
    if (statement instanceof Statement.Escape escape) {
      return escape(escape.command());
    }
    Statement.Call call = (Statement.Call) statement;
    if (call.destination().isEmpty()) {
      return expandAndRun(call);
    }
    List<String> lines = new ArrayList<>();
    boolean done = session.gather(lines, () -> expandAndRun(call));
    try {
      call.destination().get().accept(new Delivery(lines));
      return done;
    } catch (IOException | ShellException e) {
      return failed(e);
    }
  }

  private boolean escape(String command) {
    try {
      check(session.console().run(command), command);
      return true;
    } catch (IOException | ShellException e) {
      return failed(e);
    }
  }

  /** Delivers the output of a statement. */
  private final class Delivery implements Destination.Handler<IOException, ShellException> {
    private final List<String> lines;

    Delivery(List<String> lines) {
      this.lines = lines;
    }

    @Override
    public void pipe(Destination.Pipe pipe) throws IOException, ShellException {
      check(session.console().pipe(pipe.command(), lines), pipe.command());
    }

    @Override
    public void file(Destination.File file) throws IOException {
      Path path = Path.of(file.path());
      if (file.append()) {
        Files.write(path, lines, UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      } else {
        Files.write(path, lines, UTF_8);
      }
    }
  }

  /**
   * Checks a program's exit status. Only statuses of the system's shell itself are reported; what
   * others mean differs: grep fails when it finds nothing.
   */
  private static void check(int status, String command) throws ShellException {
    if (status == NOT_FOUND || status == NOT_EXECUTABLE) {
      throw new ShellException(
          ErrorCode.PROGRAM_MISSING, "cannot run \"" + command + "\"", List.of());
    }
  }

  private boolean expandAndRun(Statement.Call call) {
    try {
      return expandAndDispatch(call.words());
    } catch (Exception e) {
      // The shell continues with the next statement whatever failed.
      return failed(e);
    }
  }

  private boolean expandAndDispatch(List<Word> words) throws Exception {
    Statement.Call call = new Statement.Call(words, Optional.empty());
    Optional<String> text =
        expanding.contains(call.command()) ? Optional.empty() : session.aliases().expand(call);
    if (text.isEmpty()) {
      return dispatch(words);
    }
    expanding.push(call.command());
    try {
      return run(text.get());
    } finally {
      expanding.pop();
    }
  }

  /** Returns whether the statement succeeded; a failure has been reported already. */
  private boolean dispatch(List<Word> words) throws Exception {
    String first = words.get(0).text();
    Location here = session.location();
    List<Word> rest = words.subList(1, words.size());
    Optional<EntityType> below = here.type().flatMap(type -> Modes.find(type, first));
    Optional<ShellCommand> command = commands.find(first, here);
    Optional<EntityType> mode = Modes.find(first);
    if (below.isPresent() && here.used().isPresent()) {
      return enter(here.below(below.get()), rest);
    } else if (below.isPresent()) {
      return enterThrough(below.get(), rest);
    } else if (command.isPresent()) {
      ShellCommand known = command.get();
      known.action().run(session, Arguments.parse(known.help(), rest));
      return true;
    } else if (mode.isPresent()) {
      return enter(Location.of(mode.get()), rest);
    }
    return enter(besides(first).orElseThrow(() -> unknown(first)), rest);
  }

  /** Returns another submode of the object that the entities here belong to. */
  private Optional<Location> besides(String name) {
    return session
        .location()
        .owner()
        .flatMap(
            owner -> Modes.find(owner.type(), name).map(type -> Location.of(owner).below(type)));
  }

  /** Enters a submode of the object named by the first word. */
  private boolean enterThrough(EntityType submode, List<Word> words) throws Exception {
    if (words.isEmpty()) {
      throw new ShellException(
          "usage: " + submode.mode() + " <object>, or use an object first and then enter it");
    }
    Entity owner = Targets.object(session, words.get(0).text());
    return enter(Location.of(owner.key()).below(submode), words.subList(1, words.size()));
  }

  /**
   * Enters a mode, or runs a command there and returns to the previous place, unless the command
   * itself moved.
   */
  private boolean enter(Location mode, List<Word> words) throws Exception {
    Location here = session.location();
    Location before = session.previous();
    session.go(mode);
    if (words.isEmpty()) {
      return true;
    }
    boolean moved = false;
    try {
      boolean done = expandAndDispatch(words);
      moved = !session.location().equals(mode);
      return done;
    } finally {
      if (!moved) {
        session.comeBack(here, before);
      }
    }
  }

  private ShellException unknown(String word) {
    Location here = session.location();
    TreeSet<String> known = new TreeSet<>(session.aliases().all().keySet());
    known.removeAll(expanding);
    known.removeIf(name -> !Character.isLetter(name.charAt(0)));
    commands.at(here).forEach(command -> known.add(command.name()));
    Modes.top().forEach(type -> known.add(type.mode()));
    here.type().ifPresent(type -> Modes.below(type).forEach(sub -> known.add(sub.mode())));
    if (commands.find(word).isPresent()) {
      List<String> modes =
          Modes.top().stream()
              .filter(type -> commands.find(word, Location.of(type)).isPresent())
              .map(EntityType::mode)
              .toList();
      return new ShellException(
          ErrorCode.INVALID_REQUEST,
          "\"" + word + "\" is not a command here",
          List.of("enter a mode first: " + String.join(", ", modes)));
    }
    String where = here.type().map(type -> " in " + type.mode()).orElse("");
    String fact = "unknown command or mode \"" + word + "\"" + where;
    return NearMatches.of(word, known).isEmpty()
        ? new ShellException(ErrorCode.INVALID_REQUEST, fact, List.of("help lists what there is"))
        : ShellException.unknown(fact, word, known);
  }
}
