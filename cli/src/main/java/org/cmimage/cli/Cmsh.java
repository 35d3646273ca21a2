package org.cmimage.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.cmimage.cli.image.GlobalOptions;
import org.cmimage.cli.render.Invocation;
import org.cmimage.cli.shell.Shell;
import org.cmimage.cli.shell.ShellException;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.ErrorCode;
import org.cmimage.core.ImageException;
import org.cmimage.core.Remedy;
import org.cmimage.core.cluster.Stores;
import org.cmimage.model.store.ClusterStore;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code cmsh}. */
@Command(
    name = "cmsh",
    mixinStandardHelpOptions = true,
    version = "cmsh 0.1.0",
    description = "Looks at the cluster's entities.",
    footer = {"", "Example: cmsh -c \"softwareimage; list\""})
public final class Cmsh implements Callable<Integer> {
  @Option(
      names = "-c",
      paramLabel = "COMMANDS",
      required = true,
      description = "Run these commands, separated by semicolons.")
  private String commands = "";

  @Option(
      names = "--root",
      paramLabel = "DIR",
      defaultValue = "/",
      description = "Where the cluster's files are (default: ${DEFAULT-VALUE}).")
  private Path root = Path.of("/");

  @Option(
      names = "--output",
      paramLabel = "FORMAT",
      defaultValue = "text",
      description = "How to print results: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private GlobalOptions.Output output = GlobalOptions.Output.text;

  private Cmsh() {}

  /** Runs the command and exits with its code. */
  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  static int run(String... arguments) {
    CommandLine command = new CommandLine(new Cmsh());
    command.setUsageHelpWidth(100);
    new FailureReport("cmsh", new Invocation("cmsh", List.of(arguments))).installIn(command);
    return command.execute(arguments);
  }

  @Override
  public Integer call() throws Exception {
    boolean json = output == GlobalOptions.Output.json;
    try (ClusterStore store = Stores.look(ClusterLayout.below(root))) {
      List<String> lines = new Shell(store.snapshot(), json).run(commands);
      lines.forEach(System.out::println);
      return 0;
    } catch (ShellException e) {
      throw new ImageException(
          ErrorCode.INVALID_REQUEST, String.valueOf(e.getMessage()), new Remedy.None());
    }
  }
}
