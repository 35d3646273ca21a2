package org.cmimage.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.cmimage.cli.render.Invocation;
import org.cmimage.cli.render.Json;
import org.cmimage.cli.render.RemedyText;
import org.cmimage.core.catalog.Login;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.Fault;
import org.cmimage.core.fault.ImageException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.host.Attempt;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The execution of a command with a report of its failure: the message and its cure on standard
 * error, or one line of JSON on standard output where JSON is requested.
 */
final class FailureReport {
  private final String program;
  private final Invocation invocation;

  FailureReport(String program, Invocation invocation) {
    this.program = program;
    this.invocation = invocation;
  }

  /** Runs {@code command} with the invocation's arguments; returns the exit code. */
  int execute(CommandLine command) {
    command.setParameterExceptionHandler(
        (wrong, arguments) -> tell(wrongCall(wrong), wrong.getCommandLine()));
    command.setExecutionExceptionHandler(
        (exception, failed, result) -> tell(toImageException(exception), failed));
    command.setExecutionStrategy(
        result -> {
          refuseUnknownWords(result);
          return new CommandLine.RunLast().execute(result);
        });
    List<String> arguments = invocation.arguments();
    Optional<String> dash = Dashes.first(arguments);
    return dash.isPresent()
        ? tell(wrongDash(dash.get()), command)
        : command.execute(arguments.toArray(String[]::new));
  }

  /**
   * Refuses unknown words, such as a misspelt verb: a request for help makes picocli ignore them.
   */
  private static void refuseUnknownWords(ParseResult result) {
    for (ParseResult each = result; each != null; each = each.subcommand()) {
      if (!each.unmatched().isEmpty()) {
        throw new UnmatchedArgumentException(each.commandSpec().commandLine(), each.unmatched());
      }
    }
  }

  private ImageException wrongDash(String option) {
    Invocation corrected =
        new Invocation(invocation.program(), Dashes.corrected(invocation.arguments()));
    return new ImageException(
        ErrorCode.INVALID_REQUEST,
        "cannot run",
        "\"" + option + "\" begins with a typographic dash instead of \"--\"",
        new Remedy.Advice("run: " + corrected.with()));
  }

  private int tell(ImageException failure, CommandLine failed) {
    if (invocation.json()) {
      PrintWriter out = failed.getOut();
      out.println(Json.line(toMap(failure)));
      out.flush();
    } else {
      PrintWriter err = failed.getErr();
      for (ImageException part : failure.parts()) {
        part.getMessage().lines().forEach(line -> err.println(program + ": " + line));
        cure(part).forEach(line -> err.println("  " + line));
      }
      if (failure.code() == ErrorCode.INTERNAL && invocation.arguments().contains("--verbose")) {
        failure.printStackTrace(err);
      }
      err.flush();
    }
    return failure.code().category().exitCode();
  }

  private List<String> cure(ImageException failure) {
    return new RemedyText(invocation).lines(failure.remedy());
  }

  private Map<String, Object> toMap(ImageException failure) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("event", "error");
    map.put("code", failure.code().name());
    map.put("exit_code", failure.code().category().exitCode());
    failure.component().ifPresent(component -> map.put("component", component.name()));
    map.put("message", failure.getMessage());
    map.put("remedy", cure(failure));
    if (failure.parts().size() > 1) {
      map.put(
          "failures",
          failure.parts().stream()
              .map(part -> Map.of("message", part.getMessage(), "remedy", cure(part)))
              .toList());
    }
    return map;
  }

  private ImageException wrongCall(ParameterException wrong) {
    String fact = Login.masked(fact(wrong));
    return new ImageException(
        Fault.of(
            ErrorCode.INVALID_REQUEST,
            "cannot run",
            fact.substring(0, 1).toLowerCase(Locale.ROOT) + fact.substring(1),
            new Remedy.Advice(cure(wrong))),
        null,
        wrong);
  }

  private static String fact(ParameterException wrong) {
    if (wrong instanceof UnmatchedArgumentException unmatched
        && !unmatched.isUnknownOption()
        && !wrong.getCommandLine().getSubcommands().isEmpty()) {
      return "unknown verb \"" + unmatched.getUnmatched().get(0) + "\"";
    }
    return String.valueOf(wrong.getMessage()).replaceFirst("^[Ee]rror: ", "");
  }

  private String cure(ParameterException wrong) {
    if (wrong instanceof UnmatchedArgumentException unmatched
        && !unmatched.getSuggestions().isEmpty()) {
      return "did you mean: " + String.join(", ", unmatched.getSuggestions());
    }
    if (wrong instanceof MissingParameterException missing && missesFlagsOnly(missing)) {
      return "run: "
          + invocation.with(
              missing.getMissing().stream().map(FailureReport::name).toArray(String[]::new));
    }
    return "see: " + wrong.getCommandLine().getCommandSpec().qualifiedName() + " --help";
  }

  private static boolean missesFlagsOnly(MissingParameterException missing) {
    return missing.getMissing().stream().allMatch(a -> a.isOption() && a.arity().max() == 0);
  }

  private static String name(ArgSpec flag) {
    return ((CommandLine.Model.OptionSpec) flag).longestName();
  }

  private static ImageException toImageException(Exception exception) {
    if (exception instanceof ImageException failure) {
      return failure;
    }
    if (exception instanceof IOException
        || exception instanceof UncheckedIOException
        || exception instanceof InterruptedException) {
      return new Attempt("cannot run", Path.of("/"), new Remedy.None()).failure(exception);
    }
    return new ImageException(
        Fault.of(
            ErrorCode.INTERNAL,
            "internal error",
            exception.toString(),
            new Remedy.Advice("Please report this with what --verbose prints.")),
        null,
        exception);
  }
}
