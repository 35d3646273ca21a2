package org.cmimage.cli;

import java.io.PrintWriter;
import java.util.List;
import org.cmimage.cli.image.CreateCommand;
import org.cmimage.cli.image.DistrosCommand;
import org.cmimage.cli.image.GlobalOptions;
import org.cmimage.cli.image.ListCommand;
import org.cmimage.cli.image.ShowCommand;
import org.cmimage.cli.render.Invocation;
import org.cmimage.cli.render.RemedyText;
import org.cmimage.core.ErrorCode;
import org.cmimage.core.ImageException;
import org.cmimage.core.Remedy;
import org.cmimage.core.spi.FaultException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command {@code cm-image}. */
@Command(
    name = "cm-image",
    mixinStandardHelpOptions = true,
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
    command.setCaseInsensitiveEnumValuesAllowed(true);
    command.setUsageHelpWidth(100);
    RemedyText remedies = new RemedyText(new Invocation("cm-image", List.of(arguments)));
    command.setExecutionExceptionHandler(
        (exception, failed, result) -> fail(exception, failed.getErr(), remedies, global));
    return arguments.length == 0 ? command.execute("--help") : command.execute(arguments);
  }

  private static int fail(
      Exception exception, PrintWriter err, RemedyText remedies, GlobalOptions global) {
    ImageException failure = toImageException(exception);
    err.println("cm-image: " + failure.getMessage());
    remedies.lines(failure.remedy()).forEach(line -> err.println("  " + line));
    if (global.verbose()) {
      failure.printStackTrace(err);
    }
    err.flush();
    return failure.code().category().exitCode();
  }

  private static ImageException toImageException(Exception exception) {
    if (exception instanceof ImageException failure) {
      return failure;
    }
    if (exception instanceof FaultException fault) {
      return new ImageException(fault.code(), null, fault.getMessage(), fault.remedy(), fault);
    }
    return new ImageException(
        ErrorCode.INTERNAL,
        null,
        "internal error: " + exception,
        new Remedy.Advice("Please report this with what --verbose prints."),
        exception);
  }
}
