package org.cmimage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.AccessDeniedException;
import java.util.List;
import java.util.concurrent.Callable;
import org.cmimage.cli.render.Invocation;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class FailureReportTest {
  private final StringWriter printed = new StringWriter();

  @Test
  void refusalOfTheKernelIsNoInternalError() {
    int exitCode =
        execute(
            () -> {
              throw new AccessDeniedException("/etc/cm-image/cm-image.yaml");
            });

    assertThat(exitCode).isEqualTo(3);
    assertThat(printed.toString())
        .startsWith("cm-image: cannot run: \"/etc/cm-image/cm-image.yaml\": permission denied\n")
        .contains("Run it as root");
  }

  @Test
  void anythingElseIsABugOfOurs() {
    int exitCode =
        execute(
            () -> {
              throw new IllegalStateException("odd");
            });

    assertThat(exitCode).isEqualTo(70);
    assertThat(printed.toString())
        .startsWith("cm-image: internal error: java.lang.IllegalStateException: odd\n")
        .contains("Please report this");
  }

  private int execute(Callable<Integer> command) {
    CommandLine line =
        new CommandLine(CommandLine.Model.CommandSpec.wrapWithoutInspection(command))
            .setErr(new PrintWriter(printed));
    return new FailureReport("cm-image", new Invocation("cm-image", List.of())).execute(line);
  }
}
