package org.cmimage.cli.shell.entry;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.cmimage.cli.render.Invocation;
import org.cmimage.cli.shell.command.Failures;
import org.cmimage.cli.shell.command.Interpreter;
import org.cmimage.cli.shell.command.Session;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.cluster.Stores;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.ImageException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.host.Attempt;
import org.cmimage.core.syscall.HostCalls;
import org.cmimage.model.entity.Device;
import org.cmimage.model.store.StoreException;

/** One run of the shell, from its start to its exit status. */
public final class Shell {
  /**
   * The request of a command line.
   *
   * @param commands the commands to run; empty for a file, standard input or a user
   * @param file the file to read; empty for standard input or a user
   * @param json whether results are JSON
   * @param rcFiles whether the start-up files of the machine and the user are run first
   * @param echo whether each line is printed before it is run
   * @param quitsOnFailure whether to stop after a failed command
   * @param color whether failures are coloured; empty for when there is a user
   * @param quitConfirmation whether to ask before changes are discarded
   */
  public record Request(
      Optional<String> commands,
      Optional<Path> file,
      boolean json,
      boolean rcFiles,
      boolean echo,
      boolean quitsOnFailure,
      Optional<Boolean> color,
      boolean quitConfirmation) {}

  private final ClusterLayout layout;
  private final Request request;
  private final Invocation invocation;
  private final Path home;

  /**
   * Makes a run.
   *
   * @param invocation how it was started
   * @param home the user's home directory
   */
  public Shell(ClusterLayout layout, Request request, Invocation invocation, Path home) {
    this.layout = layout;
    this.request = request;
    this.invocation = invocation;
    this.home = home;
  }

  /**
   * Runs the shell.
   *
   * @return the exit status
   * @throws ImageException when the store or the file cannot be opened
   */
  public int run() throws ImageException {
    boolean given = request.commands().isPresent() || request.file().isPresent();
    boolean terminal = Boolean.getBoolean("cm-image.interactive");
    boolean interactive = !given && terminal;
    StreamConsole console =
        new StreamConsole(System.out, System.err, interactive ? "" : "cmsh", terminal);
    boolean color = request.color().orElse(interactive && showsColor());
    console.setColored(color);
    try (DeferredStore store = DeferredStore.of(layout)) {
      Failures failures = new Failures(console, invocation);
      preview(store, console);
      Session session = new Session(environment(store, console));
      session.settings().setColor(color);
      session.settings().setQuitConfirmation(request.quitConfirmation());
      Interpreter interpreter =
          Vocabulary.interpreter(session, failures, request.quitsOnFailure() && !interactive);
      if (request.rcFiles()) {
        new RcFiles(layout.resolve("/etc"), home)
            .run(Vocabulary.interpreter(session, new Failures(console, invocation), false));
      }
      if (interactive) {
        new Interactive(interpreter, console, home).run();
        return 0;
      }
      batch(interpreter);
      return failures.first().map(code -> code.category().exitCode()).orElse(0);
    } catch (StoreException e) {
      throw Stores.unusable(e);
    } catch (IOException e) {
      throw new Attempt("cannot read commands", layout.resolve("/"), new Remedy.None()).failure(e);
    }
  }

  /**
   * Returns whether to use colour, by the convention of NO_COLOR, and by the names of terminals
   * without control sequences.
   */
  private static boolean showsColor() {
    return System.getenv("NO_COLOR") == null && !"dumb".equals(System.getenv("TERM"));
  }

  /** Prints once that the cluster does not exist yet: the directory may have been mistyped. */
  private void preview(DeferredStore store, StreamConsole console) throws ImageException {
    if (!store.isMissing()) {
      return;
    }
    Path root = layout.resolve("/");
    if (!Files.isDirectory(root)) {
      throw new ImageException(
          ErrorCode.INVALID_REQUEST,
          "no such directory",
          root.toString(),
          new Remedy.Advice("Give the directory of a cluster with --root."));
    }
    try {
      store.preview(HostCalls.installed());
      console.error("no cluster in " + root + " yet; this is what the first commit will set up");
    } catch (IOException | StoreException e) {
      console.error("no cluster in " + root + " yet: " + e.getMessage());
    }
  }

  private Session.Environment environment(DeferredStore store, StreamConsole console)
      throws StoreException, IOException {
    Optional<String> headNode = store.snapshot().headNode().map(Device::name);
    return new Session.Environment(
        store,
        new ClusterTrees(layout),
        console,
        headNode.isPresent() ? headNode.get() : hostName(),
        request.commands().isPresent(),
        request.json());
  }

  private static String hostName() throws IOException {
    return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip().replaceFirst("\\..*", "");
  }

  private void batch(Interpreter interpreter) throws IOException {
    if (request.commands().isPresent()) {
      new Batch(interpreter, request.echo()).run(request.commands().get());
    } else if (request.file().isPresent()) {
      try (BufferedReader lines = Files.newBufferedReader(request.file().get(), UTF_8)) {
        new Batch(interpreter, request.echo()).run(lines);
      }
    } else {
      new Batch(interpreter, true).run(new BufferedReader(new InputStreamReader(System.in, UTF_8)));
    }
  }
}
