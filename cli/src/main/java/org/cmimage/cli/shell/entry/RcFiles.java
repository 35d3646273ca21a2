package org.cmimage.cli.shell.entry;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.cmimage.cli.shell.command.Interpreter;
import org.cmimage.cli.shell.command.Session;
import org.cmimage.cli.shell.command.ShellException;
import org.cmimage.cli.shell.language.Script;

/**
 * The start-up files: the machine's file, then the first existing one of {@code ~/.cmshrc}, {@code
 * ~/.cm/.cmshrc} and {@code ~/.cm/cmsh/.cmshrc}. Each {@code ~/.cm/cmsh/NAME.cmsh} becomes the
 * alias NAME.
 */
final class RcFiles {
  private static final String SUFFIX = ".cmsh";

  /** The size limit in bytes; more than any alias has. */
  private static final long LONGEST = 1 << 16;

  private final Path etc;
  private final Path home;

  /**
   * Makes the start-up files.
   *
   * @param etc the machine's configuration directory
   * @param home the user's home directory
   */
  RcFiles(Path etc, Path home) {
    this.etc = etc;
    this.home = home;
  }

  /** Runs them. A failing line is reported with its place, and the rest is still run. */
  void run(Interpreter interpreter) {
    aliases(interpreter.session());
    runIfThere(interpreter, etc.resolve("cmshrc"));
    for (String name : new String[] {".cmshrc", ".cm/.cmshrc", ".cm/cmsh/.cmshrc"}) {
      if (runIfThere(interpreter, home.resolve(name))) {
        return;
      }
    }
  }

  private static boolean runIfThere(Interpreter interpreter, Path file) {
    if (!Files.exists(file)) {
      return false;
    }
    Session session = interpreter.session();
    try (BufferedReader lines = Files.newBufferedReader(file, UTF_8)) {
      Script script = new Script(lines);
      for (Optional<String> text = script.next();
          text.isPresent() && !session.isQuitting();
          text = script.next()) {
        if (!interpreter.run(text.get())) {
          session.console().error("in " + file + ", line " + script.line());
        }
      }
      session.stay();
    } catch (IOException e) {
      session.console().error("cannot read " + file + ": " + e.getMessage());
    }
    return true;
  }

  private void aliases(Session session) {
    Path directory = home.resolve(".cm/cmsh");
    if (!Files.isDirectory(directory)) {
      return;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "?*" + SUFFIX)) {
      for (Path file : files) {
        alias(session, file);
      }
    } catch (IOException | ShellException e) {
      session.console().error("cannot read aliases in " + directory + ": " + e.getMessage());
    }
  }

  private static void alias(Session session, Path file) throws IOException, ShellException {
    if (Files.size(file) > LONGEST) {
      throw new ShellException(file + " has more than " + LONGEST + " bytes");
    }
    String name = Objects.requireNonNull(file.getFileName()).toString();
    session
        .aliases()
        .define(name.substring(0, name.length() - SUFFIX.length()), Files.readString(file).strip());
  }
}
