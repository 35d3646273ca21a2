package org.cmimage.endtoend.ubuntu;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.cmimage.core.ClusterLayout;
import org.cmimage.endtoend.trial.Program;
import org.cmimage.endtoend.trial.TrialCluster;

/**
 * What one of our commands did.
 *
 * @param status its exit code
 * @param output its standard output
 * @param progress its standard error
 */
record Ours(int status, String output, String progress) {
  /** Runs a command in a cluster, such as {@code CmImage list}. */
  static Ours run(ClusterLayout layout, String mainClass, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = Program.command(mainClass, List.of(arguments));
    command.add("--root");
    command.add(layout.root().toString());
    Path output = Files.createTempFile(TrialCluster.scratch(), "out", "");
    Path progress = Files.createTempFile(TrialCluster.scratch(), "err", "");
    Process process =
        new ProcessBuilder(command)
            .directory(layout.root().toFile())
            .redirectOutput(output.toFile())
            .redirectError(progress.toFile())
            .start();
    process.getOutputStream().close();
    assertThat(process.waitFor(15, TimeUnit.MINUTES)).isTrue();
    return new Ours(process.exitValue(), text(output), text(progress));
  }

  /** Runs a command that has to succeed. */
  static Ours done(ClusterLayout layout, String mainClass, String... arguments)
      throws IOException, InterruptedException {
    Ours ours = run(layout, mainClass, arguments);
    assertThat(ours.status()).as("%s: %s", List.of(arguments), ours.progress()).isZero();
    return ours;
  }

  private static String text(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8);
  }
}
