package org.cmimage.qemu.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.io.Resources;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.cmimage.core.guest.StaticElf;
import org.cmimage.model.Architecture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The programs that are committed are what their sources say. */
class PrebuiltProgramsTest {
  /** Another release generates other code from the same source. */
  private static final String COMPILER = "12.2.0";

  @TempDir Path directory;

  @Test
  void areWhatTheirSourcesGive() throws Exception {
    for (Architecture architecture : Architecture.headNodes()) {
      String compiler = architecture + "-linux-gnu-gcc";
      String version = output(compiler, "-dumpfullversion");
      assumeTrue(
          version.equals(COMPILER),
          compiler + ": needs version " + COMPILER + ", found: " + version);
    }
    Path main = directory.resolve("main");
    Path test = directory.resolve("test");

    String printed = output("src/main/c/build.sh", main.toString(), test.toString());

    assertThat(printed).isEmpty();
    for (Architecture architecture : Architecture.headNodes()) {
      assertThat(main.resolve("session-init-" + architecture))
          .hasBinaryContent(resource("session-init-" + architecture));
      assertThat(main.resolve("dispatch-" + architecture))
          .hasBinaryContent(resource("dispatch-" + architecture));
      assertThat(test.resolve("probe-" + architecture))
          .hasBinaryContent(resource("probe-" + architecture));
    }
  }

  @ParameterizedTest
  @MethodSource("org.cmimage.model.Architecture#headNodes")
  void areSmallAndNeedNoLibrary(Architecture architecture) throws Exception {
    Path file = Files.write(directory.resolve("program"), resource("session-init-" + architecture));
    assertThat(Files.size(file)).isLessThan(30 * 1024);
    for (Architecture host : Architecture.values()) {
      assertThat(StaticElf.is(file, host)).isEqualTo(host == architecture);
    }
  }

  private static byte[] resource(String name) throws IOException {
    return Resources.toByteArray(Resources.getResource(PrebuiltProgramsTest.class, name));
  }

  private static String output(String... argv) throws InterruptedException {
    try {
      Process process = new ProcessBuilder(List.of(argv)).redirectErrorStream(true).start();
      String text =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      return process.waitFor() == 0 ? text : "exit status " + process.exitValue() + ": " + text;
    } catch (IOException missing) {
      return "not installed";
    }
  }
}
