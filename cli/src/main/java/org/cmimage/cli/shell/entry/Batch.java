package org.cmimage.cli.shell.entry;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.Optional;
import org.cmimage.cli.shell.command.Interpreter;
import org.cmimage.cli.shell.command.Session;
import org.cmimage.cli.shell.language.Script;
import org.cmimage.model.edit.Modification;

/** A run of given commands, without a user. */
final class Batch {
  private final Interpreter interpreter;
  private final boolean echo;

  /**
   * Makes a batch.
   *
   * @param echo whether each line is printed, behind the prompt, before it is run
   */
  Batch(Interpreter interpreter, boolean echo) {
    this.interpreter = interpreter;
    this.echo = echo;
  }

  /** Runs the statements of a text. */
  void run(String text) {
    if (echo) {
      interpreter.session().print(interpreter.session().prompt() + text);
    }
    interpreter.run(text);
    tellOfUncommitted();
  }

  /** Runs the statements from a reader. */
  void run(BufferedReader lines) throws IOException {
    Session session = interpreter.session();
    Script script = new Script(lines);
    for (Optional<String> text = script.next();
        text.isPresent() && !session.isQuitting() && !session.console().isInterrupted();
        text = script.next()) {
      if (echo) {
        session.print(session.prompt() + text.get());
      }
      interpreter.run(text.get());
    }
    tellOfUncommitted();
  }

  /**
   * Reports uncommitted changes, which are not committed without a command, as there is no user to
   * ask.
   */
  private void tellOfUncommitted() {
    Session session = interpreter.session();
    for (Modification modification : session.edits().modified()) {
      session.console().error("discarded uncommitted change: " + modification.key());
    }
  }
}
