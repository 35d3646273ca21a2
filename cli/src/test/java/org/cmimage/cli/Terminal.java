package org.cmimage.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program at a pseudo-terminal of 40 lines, which script(1) makes. */
public final class Terminal implements AutoCloseable {
  private static final int SECONDS = 60;

  private final Process process;
  private final OutputStream keys;
  private final Reader screen;

  public Terminal(Map<String, String> environment, String... command) throws IOException {
    // What a shell starts in the background ignores the signal, and so would all below it.
    ProcessBuilder builder =
        new ProcessBuilder(
            "env",
            "--default-signal=INT",
            "script",
            "-qec",
            "stty rows 40 cols 200; exec " + String.join(" ", List.of(command)),
            "/dev/null");
    builder.environment().put("SHELL", "/bin/sh");
    builder.environment().putAll(environment);
    process = builder.redirectErrorStream(true).start();
    keys = process.getOutputStream();
    screen = new InputStreamReader(process.getInputStream(), UTF_8);
  }

  /** The Java that runs this. */
  public static String java() {
    return ProcessHandle.current().info().command().orElseThrow();
  }

  /** What this is run with. */
  public static String classPath() {
    String ofSurefire = System.getProperty("surefire.test.class.path", "");
    return ofSurefire.isEmpty() ? System.getProperty("java.class.path") : ofSurefire;
  }

  /** The program that runs at the terminal. */
  public ProcessHandle program() {
    return process.children().findFirst().orElseThrow();
  }

  public void type(String text) throws IOException {
    keys.write(text.getBytes(UTF_8));
    keys.flush();
  }

  /** Reads on until the text has come, without a terminal's own sequences. */
  public String expect(String text) throws IOException, InterruptedException {
    StringBuilder seen = new StringBuilder();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    while (System.nanoTime() < end && (screen.ready() || process.isAlive())) {
      if (!screen.ready()) {
        Thread.sleep(10);
        continue;
      }
      seen.append((char) screen.read());
      if (shown(seen).endsWith(text)) {
        return shown(seen);
      }
    }
    throw new AssertionError("expected \"" + text + "\", found: " + shown(seen));
  }

  private static String shown(CharSequence seen) {
    return seen.toString().replaceAll("\u001b(\\[[?0-9;]*[a-zA-Z]|[=>])", "");
  }

  public int exitStatus() throws InterruptedException {
    return process.waitFor(SECONDS, TimeUnit.SECONDS) ? process.exitValue() : -1;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
