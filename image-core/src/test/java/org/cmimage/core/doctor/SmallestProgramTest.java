package org.cmimage.core.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.cmimage.core.format.ElfHeader;
import org.cmimage.model.Architecture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SmallestProgramTest {
  @TempDir Path directory;

  @Test
  void thatOfThisMachineEndsWithItsStatus() throws Exception {
    Architecture own = Architecture.find(Architecture.nameOfThisMachine()).orElseThrow();
    Path program = Files.write(directory.resolve("program"), SmallestProgram.of(own));
    assertThat(program.toFile().setExecutable(true)).isTrue();

    Process process = new ProcessBuilder(program.toString()).inheritIO().start();

    assertThat(process.waitFor()).isEqualTo(SmallestProgram.STATUS);
  }

  @ParameterizedTest
  @EnumSource(Architecture.class)
  void eachIsAProgramOfItsArchitecture(Architecture architecture) {
    byte[] program = SmallestProgram.of(architecture);

    assertThat(ElfHeader.parse(ByteBuffer.wrap(program)))
        .hasValueSatisfying(header -> assertThat(header.isFor(architecture)).isTrue());
  }
}
