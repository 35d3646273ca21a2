package org.cmimage.cli;

import java.util.List;
import org.cmimage.cli.image.CreateCommand;
import org.cmimage.cli.image.DistrosCommand;
import org.cmimage.cli.image.GlobalOptions;
import org.cmimage.cli.image.ListCommand;
import org.cmimage.cli.image.ShowCommand;
import org.cmimage.cli.render.Invocation;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code cm-image}. */
@Command(
    name = "cm-image",
    version = "cm-image 0.1.0",
    synopsisSubcommandLabel = "COMMAND",
    description = "Makes operating-system images for clusters with mixed CPU architectures.",
    footer = {
      "",
      "Exit codes: 0 done, 2 wrong call, 3 this machine lacks something, 4 a repository or archive is",
      "unreachable or damaged, 5 a program of the image failed, 6 the tree is not what was asked for,",
      "70 internal error, 130 interrupted."
    })
public final class CmImage {
  private static final String COMPLETION = "generate-completion";

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Show the version and exit.")
  @SuppressWarnings("UnusedVariable") // for the parser alone
  private boolean version;

  private CmImage() {}

  /** Runs the command and exits with its code. */
  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  static int run(String... arguments) {
    GlobalOptions global = new GlobalOptions();
    CommandLine command = new CommandLine(new CmImage());
    command.addMixin("global", global);
    command.addSubcommand(new CreateCommand(global));
    command.addSubcommand(new ListCommand(global));
    command.addSubcommand(new ShowCommand(global));
    command.addSubcommand(new DistrosCommand(global));
    if (arguments.length > 0 && arguments[0].equals(COMPLETION)) {
      // For our own completion file alone; not worth the time to load at every start.
      command.addSubcommand(COMPLETION, new AutoComplete.GenerateCompletion());
      command.getSubcommands().get(COMPLETION).getCommandSpec().usageMessage().hidden(true);
    }
    command.setUsageHelpWidth(100);
    new FailureReport("cm-image", new Invocation(program(), List.of(arguments)))
        .installIn(command);
    return arguments.length == 0 ? command.execute("--help") : command.execute(arguments);
  }

  /** As the user typed it; the launcher tells. */
  private static String program() {
    return System.getProperty("cm-image.program", "cm-image");
  }
}
