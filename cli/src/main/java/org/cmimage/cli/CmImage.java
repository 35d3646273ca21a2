package org.cmimage.cli;

import java.util.ArrayList;
import java.util.List;
import org.cmimage.cli.change.BootCommand;
import org.cmimage.cli.change.PackageCommand;
import org.cmimage.cli.change.ShellCommand;
import org.cmimage.cli.image.ApplyCommand;
import org.cmimage.cli.image.CreateCommand;
import org.cmimage.cli.image.DistrosCommand;
import org.cmimage.cli.image.DoctorCommand;
import org.cmimage.cli.image.FetchCommand;
import org.cmimage.cli.image.FromFileCommand;
import org.cmimage.cli.image.ImportCommand;
import org.cmimage.cli.image.InspectCommand;
import org.cmimage.cli.image.ListCommand;
import org.cmimage.cli.image.RemoveCommand;
import org.cmimage.cli.image.ShowCommand;
import org.cmimage.cli.image.VerifyCommand;
import org.cmimage.cli.option.GlobalOptions;
import org.cmimage.cli.render.Invocation;
import org.cmimage.core.Release;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code cm-image}. */
@Command(
    name = "cm-image",
    version = Release.NAME,
    synopsisSubcommandLabel = "COMMAND",
    description =
        "Makes and imports operating-system images for clusters with mixed CPU architectures.",
    footer = {
      "",
      "Exit codes: 0 done, 2 usage error, 3 host requirement not met, 4 a repository or archive"
          + " is",
      "unreachable or damaged, 5 a program of the image failed, 6 the tree is not what was asked"
          + " for,",
      "70 internal error, 130 interrupted."
    })
public final class CmImage {
  /**
   * The hidden command that prints the shell's completion of this command, for the completion file
   * of this program only.
   */
  private static final String COMPLETION = "generate-completion";

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Show the version and exit.")
  @SuppressWarnings("UnusedVariable") // read by the parser only
  private boolean version;

  private CmImage() {}

  /** Runs the command and exits with its code. */
  @SuppressWarnings("try") // the interruption's hook is held, not called
  public static void main(String[] arguments) {
    StandardOutput output = StandardOutput.install();
    int exitCode;
    try (Interruption interruption = Interruption.ofThisThread()) {
      exitCode = output.exitCode(run(arguments), "cm-image", System.err);
    }
    System.exit(exitCode);
  }

  static int run(String... arguments) {
    // Commons VFS would log to the terminal; messages of this program have everything relevant.
    System.setProperty("org.apache.commons.logging.Log", "org.apache.commons.logging.impl.NoOpLog");
    List<String> words = arguments.length == 0 ? List.of("--help") : List.of(arguments);
    Invocation invocation = new Invocation(program(), joined(words));
    GlobalOptions global = new GlobalOptions();
    CommandLine command = new CommandLine(new CmImage());
    command.addMixin("global", global);
    command.addSubcommand(new CreateCommand(global));
    command.addSubcommand(new FromFileCommand(global));
    command.addSubcommand(new ImportCommand(global));
    command.addSubcommand(new FetchCommand(global));
    command.addSubcommand(new InspectCommand(global));
    command.addSubcommand(new RemoveCommand(global));
    command.addSubcommand(new VerifyCommand(global, invocation));
    command.addSubcommand(new ApplyCommand(global));
    command.addSubcommand(new DoctorCommand(global, invocation));
    command.addSubcommand(new BootCommand(global, invocation));
    command.addSubcommand(shell(global));
    command.addSubcommand(new PackageCommand(global));
    command.addSubcommand(new ListCommand(global));
    command.addSubcommand(new ShowCommand(global));
    command.addSubcommand(new DistrosCommand(global));
    command.setCaseInsensitiveEnumValuesAllowed(true);
    command.setUsageHelpWidth(100);
    if (arguments.length == 1 && arguments[0].equals(COMPLETION)) {
      System.out.print(AutoComplete.bash("cm-image", command));
      return 0;
    }
    return new FailureReport("cm-image", invocation).execute(command);
  }

  /** Joins the two words {@code create fromfile} into one. */
  private static List<String> joined(List<String> words) {
    List<String> joined = new ArrayList<>(words);
    int create = words.indexOf("create");
    if (create >= 0 && create + 1 < words.size() && words.get(create + 1).equals("fromfile")) {
      joined.remove(create + 1);
      joined.set(create, FromFileCommand.NAME);
    }
    return joined;
  }

  /**
   * Makes the subcommand {@code shell}; arguments behind the name of its command are passed to
   * that.
   */
  private static CommandLine shell(GlobalOptions global) {
    return new CommandLine(new ShellCommand(global)).setStopAtPositional(true);
  }

  /** Returns the program's name as the user typed it, which the launcher sets. */
  private static String program() {
    return System.getProperty("cm-image.program", "cm-image");
  }
}
