package org.cmimage.cli.shell.command.steer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.cmimage.cli.shell.command.Arguments;
import org.cmimage.cli.shell.command.Help;
import org.cmimage.cli.shell.command.Interpreter;
import org.cmimage.cli.shell.command.Operand;
import org.cmimage.cli.shell.command.Session;
import org.cmimage.cli.shell.command.ShellCommand;
import org.cmimage.cli.shell.command.ShellException;
import org.cmimage.cli.shell.language.Script;
import org.cmimage.cli.shell.language.Tokeniser;
import org.cmimage.cli.shell.language.Word;
import org.cmimage.core.fault.ErrorCode;

/** The commands that run other commands: {@code run}, {@code time}, {@code watch}. */
public final class Repetition {
  private static final int USUAL_PAUSE = 2;
  private static final int LONGEST_PAUSE = 86_400;

  private Repetition() {}

  /** Returns the commands. */
  public static List<ShellCommand> commands(Supplier<Interpreter> interpreter) {
    return List.of(
        new ShellCommand(
            Help.everywhere("run", "<file>", "Run the commands in a file").taking(Operand.FILE),
            (session, arguments) -> run(session, arguments, interpreter.get())),
        new ShellCommand(
            Help.everywhere("time", "<command>", "Run a command and tell how long it took")
                .taking(Operand.COMMAND),
            (session, arguments) -> time(session, arguments, interpreter.get())),
        new ShellCommand(
            Help.everywhere("watch", "[-n seconds] [-c times] <command>", "Repeat a command")
                .with(Help.Flag.of("-n", "seconds", "the pause between two runs"))
                .with(Help.Flag.of("-c", "times", "stop after so many runs"))
                .taking(Operand.COMMAND),
            (session, arguments) -> watch(session, arguments, interpreter.get())));
  }

  private static void run(Session session, Arguments arguments, Interpreter interpreter)
      throws ShellException, IOException {
    Path file = Path.of(arguments.between(1, 1).texts().get(0));
    boolean done = true;
    try (BufferedReader lines = Files.newBufferedReader(file, UTF_8)) {
      Script script = new Script(lines);
      for (Optional<String> text = script.next(); text.isPresent(); text = script.next()) {
        done &= interpreter.run(text.get());
        if (session.isQuitting()) {
          break;
        }
      }
    }
    if (!done) {
      throw new ShellException(
          ErrorCode.INVALID_REQUEST, "a command in " + file + " failed", List.of());
    }
  }

  private static void time(Session session, Arguments arguments, Interpreter interpreter)
      throws ShellException {
    if (arguments.words().isEmpty()) {
      throw arguments.wrong();
    }
    long start = System.nanoTime();
    interpreter.run(text(arguments));
    double seconds = (System.nanoTime() - start) / 1e9;
    session.print(String.format(Locale.ROOT, "time: %.3fs", seconds));
  }

  private static void watch(Session session, Arguments arguments, Interpreter interpreter)
      throws ShellException {
    if (arguments.words().isEmpty()) {
      throw arguments.wrong();
    }
    int pause = number(arguments.value("-n"), USUAL_PAUSE);
    int times = number(arguments.value("-c"), Integer.MAX_VALUE);
    for (int i = 0; i < times; i++) {
      if (i > 0) {
        session.console().pause(pause);
        session.print("");
      }
      if (session.isQuitting() || session.console().isInterrupted()) {
        return;
      }
      interpreter.run(text(arguments));
    }
  }

  private static int number(Optional<String> text, int usual) throws ShellException {
    if (text.isEmpty()) {
      return usual;
    }
    if (text.get().matches("[0-9]{1,5}") && Integer.parseInt(text.get()) <= LONGEST_PAUSE) {
      return Integer.parseInt(text.get());
    }
    throw new ShellException(
        "expected a number from 0 to " + LONGEST_PAUSE + ", found \"" + text.get() + "\"");
  }

  private static String text(Arguments arguments) {
    return arguments.words().size() == 1
        ? arguments.texts().get(0)
        : arguments.words().stream().map(Repetition::typed).collect(Collectors.joining(" "));
  }

  private static String typed(Word word) {
    return word.block() ? word.toString() : Tokeniser.quoted(word.text());
  }
}
