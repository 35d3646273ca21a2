package org.cmimage.sources.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FuzzTest {
  private static final int SECONDS = 4;

  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource
  void readersReadWhatIsValid(FuzzedReader reader) throws IOException {
    for (byte[] seed : reader.seeds()) {
      reader.read(seed);
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatOnceWentWrongIsRefused(FuzzedReader reader) throws IOException {
    for (byte[] input : Corpus.mended(reader)) {
      Fuzzing.check(reader, input);
    }
  }

  @ParameterizedTest
  @EnumSource
  void readersRefuseWhatTheyCannotTake(FuzzedReader reader) throws Exception {
    assumeThat(System.getProperty("os.arch")).as("where Jazzer runs").isIn("amd64", "aarch64");
    Path seeds = Files.createDirectory(directory.resolve("seeds"));
    Corpus.write(reader, seeds);
    Path output = directory.resolve("output");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-Dfuzz.reader=" + reader,
                "-cp",
                System.getProperty("java.class.path"),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + Fuzzing.class.getName(),
                "--instrumentation_includes=org.cmimage.**",
                "-max_total_time=" + SECONDS,
                "-timeout=10",
                "-rss_limit_mb=1500",
                seeds.toString())
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    int status = process.waitFor();
    assertThat(status).as(Files.readString(output)).isZero();
    assertThat(output).content().contains("Done ");
  }
}
