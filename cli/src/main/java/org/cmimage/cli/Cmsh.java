package org.cmimage.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.cmimage.cli.shell.Shell;
import org.cmimage.cli.shell.ShellException;
import org.cmimage.core.ClusterLayout;
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
      description = "text or json (default: ${DEFAULT-VALUE}).")
  private String output = "text";

  private Cmsh() {}

  /** Runs the command and exits with its code. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Cmsh()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    try (ClusterStore store = Stores.open(ClusterLayout.below(root))) {
      List<String> lines = new Shell(store.snapshot(), output.equals("json")).run(commands);
      lines.forEach(System.out::println);
      return 0;
    } catch (ShellException e) {
      System.err.println("cmsh: " + e.getMessage());
      return 1;
    }
  }
}
