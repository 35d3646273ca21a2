package org.cmimage.endtoend.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Programs of this machine, and our own commands as processes of their own. */
public final class Program {
  private Program() {}

  /** What a program prints in {@code directory}, byte by byte; it must succeed and not complain. */
  public static String output(Path directory, String... command)
      throws IOException, InterruptedException {
    File complaints = File.createTempFile("cm-image", ".err");
    try {
      ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
      builder.environment().put("LC_ALL", "C");
      Process process = builder.redirectError(complaints).start();
      process.getOutputStream().close();
      String output;
      try (InputStream in = process.getInputStream()) {
        output = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
      }
      assertThat(process.waitFor(10, TimeUnit.MINUTES)).isTrue();
      assertThat(process.exitValue())
          .as("%s: %s%s", List.of(command), output, content(complaints))
          .isZero();
      assertThat(content(complaints)).as("what %s complains of", List.of(command)).isEmpty();
      return output;
    } finally {
      assertThat(complaints.delete()).isTrue();
    }
  }

  /** What a command of ours prints, such as {@code org.cmimage.cli.CmImage list}. */
  public static String ours(String mainClass, String... arguments)
      throws IOException, InterruptedException {
    return output(Path.of("/"), command(mainClass, List.of(arguments)).toArray(String[]::new));
  }

  /** Returns how a command of ours is started as a process. */
  public static List<String> command(String mainClass, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add("org.cmimage.cli." + mainClass);
    command.addAll(arguments);
    return command;
  }

  private static String content(File file) throws IOException {
    return Files.readString(file.toPath(), StandardCharsets.ISO_8859_1);
  }
}
