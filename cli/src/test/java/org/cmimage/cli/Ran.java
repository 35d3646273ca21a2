package org.cmimage.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** What a command printed and how it ended. Not for several threads at once. */
public record Ran(int exitCode, String out, String err) {
  public static Ran cmImage(String... arguments) {
    return capture(() -> CmImage.run(arguments));
  }

  /** The same, for the cluster below a root. */
  public static Ran cmImageBelow(Path root, String verb, String... more) {
    List<String> arguments = new ArrayList<>(List.of(verb, "--root", root.toString()));
    arguments.addAll(List.of(more));
    return cmImage(arguments.toArray(String[]::new));
  }

  /** The same, with lines on standard input. */
  public static Ran answering(String answers, String... arguments) {
    InputStream realIn = System.in;
    System.setIn(new ByteArrayInputStream(answers.getBytes(UTF_8)));
    try {
      return cmImage(arguments);
    } finally {
      System.setIn(realIn);
    }
  }

  public static Ran cmsh(String... arguments) {
    return capture(() -> Cmsh.run(arguments));
  }

  public static Ran capture(Supplier<Integer> command) {
    PrintStream realOut = System.out;
    PrintStream realErr = System.err;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    System.setOut(new PrintStream(out, true, UTF_8));
    System.setErr(new PrintStream(err, true, UTF_8));
    try {
      int exitCode = command.get();
      return new Ran(exitCode, out.toString(UTF_8), err.toString(UTF_8));
    } finally {
      System.setOut(realOut);
      System.setErr(realErr);
    }
  }
}
