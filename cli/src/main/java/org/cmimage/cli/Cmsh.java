package org.cmimage.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.cmimage.cli.option.GlobalOptions;
import org.cmimage.cli.option.RootDirectory;
import org.cmimage.cli.render.Invocation;
import org.cmimage.cli.shell.entry.Shell;
import org.cmimage.core.ClusterLayout;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code cmsh}. */
@Command(
    name = "cmsh",
    version = "cmsh 0.1.0",
    description = {
      "The shell on the cluster's entities: looks at them and edits them.",
      "Without -c or -f it reads commands from the terminal, or from standard input."
    },
    footer = {"", "Example: cmsh -c \"softwareimage; list\""})
public final class Cmsh implements Callable<Integer> {
  private final Invocation invocation;

  @Option(
      names = {"-c", "--command"},
      paramLabel = "COMMANDS",
      description = "Run these commands, separated by semicolons.")
  private Optional<String> commands = Optional.empty();

  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      description = "Run the commands in this file.")
  private Optional<Path> file = Optional.empty();

  @Option(
      names = {"-q", "--quit"},
      description = "Stop at the first command that fails.")
  private boolean quit;

  @Option(
      names = {"-x", "--echo"},
      description = "Print each line before it is run.")
  private boolean echo;

  @Option(
      names = {"-n", "--norc"},
      description = "Do not run /etc/cmshrc and ~/.cmshrc.")
  private boolean noRc;

  @Option(
      names = {"-Q", "--noquitconfirmation"},
      description = "Leave without asking, even with uncommitted changes.")
  private boolean noQuitConfirmation;

  @Option(
      names = "--color",
      paramLabel = "yes|no",
      description = "Whether failures are coloured (default: on a terminal).")
  private Optional<String> color = Optional.empty();

  @Option(
      names = "--root",
      paramLabel = "DIR",
      defaultValue = "/",
      converter = RootDirectory.class,
      description = "Where the cluster's files are (default: ${DEFAULT-VALUE}).")
  private Path root = Path.of("/");

  @Option(
      names = "--output",
      paramLabel = "FORMAT",
      defaultValue = "text",
      description = "How to print results: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private GlobalOptions.Output output = GlobalOptions.Output.text;

  @Option(
      names = {
        "-u",
        "--noconnect",
        "-z",
        "--controlflag",
        "-r",
        "--noredirect",
        "-m",
        "--disablemultiline",
        "-t",
        "--tty",
        "--hide-events",
        "--disable-events"
      },
      hidden = true,
      description = "Accepted and ignored: there is no daemon.")
  @SuppressWarnings("UnusedVariable") // read by the parser only
  private boolean[] withoutMeaning = {};

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  @SuppressWarnings("UnusedVariable") // read by the parser only
  private boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Show the version and exit.")
  @SuppressWarnings("UnusedVariable") // read by the parser only
  private boolean version;

  private Cmsh(Invocation invocation) {
    this.invocation = invocation;
  }

  /** Runs the command and exits with its code. */
  public static void main(String[] arguments) {
    StandardOutput output = StandardOutput.install();
    System.exit(output.exitCode(run(arguments), "cmsh", System.err));
  }

  static int run(String... arguments) {
    Invocation invocation = new Invocation("cmsh", List.of(arguments));
    CommandLine command = new CommandLine(new Cmsh(invocation));
    command.setUsageHelpWidth(100);
    return new FailureReport("cmsh", invocation).execute(command);
  }

  @Override
  public Integer call() throws Exception {
    String home = Optional.ofNullable(System.getenv("HOME")).orElse("/");
    Shell.Request request =
        new Shell.Request(
            commands,
            file,
            output == GlobalOptions.Output.json,
            !noRc,
            echo,
            quit,
            color.map(text -> text.equals("yes")),
            !noQuitConfirmation);
    RootDirectory.requireDirectory(ClusterLayout.below(root));
    return new Shell(ClusterLayout.below(root), request, invocation, Path.of(home)).run();
  }
}
