package org.cmimage.qemu.binfmt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.cmimage.model.Architecture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * On a directory of files as the kernel shows them; the kernel's own is in {@code
 * GlobalEmulationTest}.
 */
class BinfmtRegistryTest {
  private static final String AARCH64 =
      """
      enabled
      interpreter /nowhere/qemu-aarch64-static
      flags: POCF
      offset 0
      magic 7f454c460201010000000000000000000200b700
      mask ffffffffffffff00fffffffffffffffffeffffff
      """;

  @TempDir Path directory;

  private boolean found(String status) throws IOException {
    Files.writeString(directory.resolve("register"), "");
    Files.writeString(directory.resolve("status"), "enabled\n");
    Files.writeString(
        directory.resolve("python3.11"),
        "enabled\ninterpreter /usr/bin/python3\nflags: \noffset 0\nmagic a70d\n");
    Files.writeString(directory.resolve("qemu-aarch64"), status);
    return new BinfmtRegistry(directory, directory.resolve("notes"))
        .find(Architecture.AARCH64, Architecture.X86_64)
        .isPresent();
  }

  @Test
  void findsAFittingHandler() throws Exception {
    assertThat(found(AARCH64)).isTrue();
    assertThat(
            new BinfmtRegistry(directory, directory)
                .find(Architecture.X86_64, Architecture.AARCH64))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "enabled>disabled",
        "POCF>POC",
        "b700>b600",
        "fffffffffe>ffffffffff",
        "/nowhere/.*>/bin/sh",
        "7f45>garbage"
      })
  void passesOverOneThatDoesNotFit(String change) throws Exception {
    String[] parts = change.split(">");
    assertThat(found(AARCH64.replaceFirst(parts[0], parts[1]))).isFalse();
  }

  @Test
  void findsNothingWhereBinfmtMiscIsNotMounted() throws Exception {
    BinfmtRegistry registry =
        new BinfmtRegistry(directory.resolve("absent"), directory.resolve("notes"));
    assertThat(registry.find(Architecture.AARCH64, Architecture.X86_64)).isEmpty();
    registry.clearUp();
    assertThat(directory).isEmptyDirectory();
  }
}
