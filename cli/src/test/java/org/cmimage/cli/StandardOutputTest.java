package org.cmimage.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

class StandardOutputTest {
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void whatIsWrittenChangesNothing() {
    ByteArrayOutputStream target = new ByteArrayOutputStream();
    StandardOutput output = StandardOutput.to(target);
    output.out().print("images: ä");
    assertThat(exitCode(output, 0)).isZero();
    assertThat(exitCode(output, 6)).isEqualTo(6);
    assertThat(target.toString(UTF_8)).isEqualTo("images: ä");
    assertThat(err.toString(UTF_8)).isEmpty();
  }

  @Test
  void aFullDeviceIsAnErrorEvenOnTheLastByte() throws IOException {
    try (OutputStream full = new FileOutputStream("/dev/full")) {
      StandardOutput output = StandardOutput.to(full);
      output.out().print("x");
      assertThat(exitCode(output, 0)).isEqualTo(3);
      assertThat(err.toString(UTF_8))
          .startsWith("cm-image: cannot write to standard output: No space left on device\n");
    }
  }

  /** A reader such as head(1) has what it wants. */
  @Test
  void aClosedPipeEndsQuietlyLikeSigpipe() {
    StandardOutput output =
        StandardOutput.to(
            new OutputStream() {
              @Override
              public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
              }
            });
    output.out().println("first");
    output.out().println("second");
    assertThat(exitCode(output, 0)).isEqualTo(141);
    assertThat(exitCode(output, 6)).as("what went wrong before").isEqualTo(6);
    assertThat(err.toString(UTF_8)).isEmpty();
  }

  private int exitCode(StandardOutput output, int exitCode) {
    return output.exitCode(exitCode, "cm-image", new PrintStream(err, true, UTF_8));
  }
}
