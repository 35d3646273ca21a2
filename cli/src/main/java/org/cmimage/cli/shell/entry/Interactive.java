package org.cmimage.cli.shell.entry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.cmimage.cli.shell.command.Completion;
import org.cmimage.cli.shell.command.Interpreter;
import org.cmimage.cli.shell.command.Session;
import org.cmimage.model.store.StoreException;
import org.jline.reader.Candidate;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/** The dialogue with a user at a terminal. */
final class Interactive {
  /** The exit status of a program that SIGHUP ended. */
  private static final int HUNG_UP = 129;

  private final Interpreter interpreter;
  private final Session session;
  private final StreamConsole console;
  private final Path home;

  /**
   * Makes a dialogue.
   *
   * @param console where the session prints
   * @param home the directory of the history file
   */
  Interactive(Interpreter interpreter, StreamConsole console, Path home) {
    this.interpreter = interpreter;
    this.console = console;
    this.session = interpreter.session();
    this.home = home;
  }

  /** Runs until the user leaves. */
  void run() throws IOException {
    try (Terminal terminal = TerminalBuilder.builder().name("cmsh").system(true).build()) {
      TerminalWatch watch = TerminalWatch.over(terminal, () -> System.exit(HUNG_UP));
      try {
        read(terminal);
      } finally {
        watch.end();
      }
    }
  }

  private void read(Terminal terminal) throws IOException {
    Thread reading = Thread.currentThread();
    terminal.handle(Terminal.Signal.INT, signal -> reading.interrupt());
    LineReader reader = reader(terminal);
    boolean goesOn = true;
    while (goesOn) {
      try {
        goesOn = step(reader);
      } catch (UserInterruptException droppedLine) {
        // ^C discards the typed text
      } catch (EndOfFileException endOfInput) {
        goesOn = !mayLeave(reader);
      }
    }
  }

  private boolean step(LineReader reader) throws IOException {
    Thread.interrupted();
    look();
    // A percent sign is an escape character of JLine.
    String line = reader.readLine(session.prompt().replace("%", "%%"));
    if (!line.isBlank()) {
      session.history().add(line);
    }
    console.setColored(session.settings().color());
    console.startPage(reader.getTerminal().getHeight());
    interpreter.run(line);
    console.endPage();
    if (session.isQuitting() && !mayLeave(reader)) {
      session.stay();
    }
    return !session.isQuitting();
  }

  /** Reads what others committed meanwhile. */
  private void look() {
    try {
      session.edits().look();
      session.leaveWhatIsGone();
    } catch (StoreException e) {
      session.console().error(String.valueOf(e.getMessage()));
    }
  }

  private boolean mayLeave(LineReader reader) {
    if (!session.settings().quitConfirmation() || session.edits().modified().isEmpty()) {
      return true;
    }
    reader.setVariable(LineReader.DISABLE_HISTORY, true);
    try {
      String answer = reader.readLine("There are uncommitted changes. Quit anyway?(y/n): ");
      return answer.strip().startsWith("y");
    } catch (UserInterruptException stays) {
      return false;
    } catch (EndOfFileException leaves) {
      return true;
    } finally {
      reader.setVariable(LineReader.DISABLE_HISTORY, false);
    }
  }

  private LineReader reader(Terminal terminal) throws IOException {
    Completion completion = new Completion(session, interpreter.commands());
    return LineReaderBuilder.builder()
        .terminal(terminal)
        .appName("cmsh")
        .parser(new StatementParser())
        .completer(
            (reader, line, candidates) -> {
              List<String> words =
                  completion.candidates(((StatementParser.TypedLine) line).typing());
              words.forEach(word -> candidates.add(candidate(word)));
            })
        .variable(LineReader.HISTORY_FILE, history())
        .variable(LineReader.SECONDARY_PROMPT_PATTERN, "> ")
        .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
        .option(LineReader.Option.HISTORY_TIMESTAMPED, false)
        .option(LineReader.Option.AUTO_MENU, false)
        .option(LineReader.Option.AUTO_LIST, true)
        .build();
  }

  private static Candidate candidate(String word) {
    return new Candidate(word);
  }

  /** Returns the history file, private to the user, as it contains values that were set. */
  private Path history() throws IOException {
    Path file = home.resolve(".cm/.cmshhistory");
    Files.createDirectories(file.getParent());
    if (Files.notExists(file)) {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
    return file;
  }
}
