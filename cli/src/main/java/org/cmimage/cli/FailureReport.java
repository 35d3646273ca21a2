package org.cmimage.cli;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.cmimage.cli.render.Invocation;
import org.cmimage.cli.render.Json;
import org.cmimage.cli.render.RemedyText;
import org.cmimage.core.ErrorCode;
import org.cmimage.core.ImageException;
import org.cmimage.core.Remedy;
import org.cmimage.core.spi.FaultException;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Tells of a failure and gives the exit code: the message and its cure on standard error, or one
 * line of JSON on standard output where JSON is asked for.
 */
final class FailureReport {
  private final String program;
  private final Invocation invocation;

  FailureReport(String program, Invocation invocation) {
    this.program = program;
    this.invocation = invocation;
  }

  /** Lets {@code command} tell of its failures this way. */
  void installIn(CommandLine command) {
    command.setParameterExceptionHandler(
        (wrong, arguments) -> tell(wrongCall(wrong), wrong.getCommandLine()));
    command.setExecutionExceptionHandler(
        (exception, failed, result) -> tell(toImageException(exception), failed));
  }

  private int tell(ImageException failure, CommandLine failed) {
    List<String> cure = new RemedyText(invocation).lines(failure.remedy());
    if (invocation.json()) {
      PrintWriter out = failed.getOut();
      out.println(Json.line(toMap(failure, cure)));
      out.flush();
    } else {
      PrintWriter err = failed.getErr();
      err.println(program + ": " + failure.getMessage());
      cure.forEach(line -> err.println("  " + line));
      if (failure.code() == ErrorCode.INTERNAL && invocation.arguments().contains("--verbose")) {
        failure.printStackTrace(err);
      }
      err.flush();
    }
    return failure.code().category().exitCode();
  }

  private static Map<String, Object> toMap(ImageException failure, List<String> cure) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("event", "error");
    map.put("code", failure.code().name());
    map.put("exitCode", failure.code().category().exitCode());
    failure.component().ifPresent(component -> map.put("component", component.name()));
    map.put("message", failure.getMessage());
    map.put("remedy", cure);
    return map;
  }

  private ImageException wrongCall(ParameterException wrong) {
    String fact = String.valueOf(wrong.getMessage()).replaceFirst("^[Ee]rror: ", "");
    return new ImageException(
        ErrorCode.INVALID_REQUEST,
        null,
        "cannot run: " + fact.substring(0, 1).toLowerCase(Locale.ROOT) + fact.substring(1),
        new Remedy.Advice(cure(wrong)),
        wrong);
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
