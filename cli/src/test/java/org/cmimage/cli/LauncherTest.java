package org.cmimage.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The shell script that starts Java, with a Java that notes how it was started. */
class LauncherTest {
  private static final Path SCRIPTS = Path.of("src/main/dist/lib");

  @TempDir private Path home;
  private Path noted;

  @BeforeEach
  void setUp() throws IOException {
    noted = home.resolve("noted");
    Path lib = Files.createDirectories(home.resolve("lib"));
    for (String script : List.of("launch.sh", "find-java.sh")) {
      Files.copy(SCRIPTS.resolve(script), lib.resolve(script));
    }
    // Nothing to be made before the start.
    Files.createDirectories(lib.resolve("cds"));
    Files.createFile(lib.resolve("cm-image.jar"));
    Path java = Files.createDirectories(home.resolve("java/bin")).resolve("java");
    Files.writeString(home.resolve("java/release"), "JAVA_VERSION=\"17.0.1\"\n");
    Files.writeString(
        java,
        """
        #!/bin/sh
        streams=$(for n in 0 1 2; do readlink /proc/$$/fd/$n; done)
        printf '%s\\n' "$streams" "$*" >NOTED
        """
            .replace("NOTED", noted.toString()));
    assertThat(java.toFile().setExecutable(true)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"dumb, false", "xterm, true"})
  void linesAreRewrittenOnlyWhereTheTerminalCan(String term, boolean expected) throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")), "needs script");
    String command = "TERM=" + term + " " + command();
    run("script", "-qec", "sh -c '" + command + "'", "/dev/null");
    assertThat(Files.readString(noted).contains("-Dcm-image.terminal=true")).isEqualTo(expected);
  }

  /** Else the JVM's own files get the number of a standard stream. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void aClosedStreamIsNoOtherFile(int stream) throws Exception {
    run("sh", "-c", command() + " " + stream + ">&-");
    assertThat(Files.readString(noted).lines().toList().get(stream)).endsWith("/dev/null");
  }

  @Test
  void openStreamsStayWhatTheyAre() throws Exception {
    Path out = home.resolve("out");
    run("sh", "-c", command() + " >" + out + " 2>&1");
    assertThat(Files.readString(noted)).contains("/dev/null\n" + out + "\n" + out + "\n");
  }

  private String command() {
    return "JAVA_HOME="
        + home.resolve("java")
        + " home="
        + home
        + " program=cm-image; export JAVA_HOME; . "
        + home.resolve("lib/launch.sh")
        + "; launch Main short";
  }

  private void run(String... argv) throws Exception {
    Process process =
        new ProcessBuilder(argv)
            .redirectErrorStream(true)
            .redirectInput(Path.of("/dev/null").toFile())
            .start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    process.waitFor();
    assertThat(noted).as(output).exists();
  }
}
