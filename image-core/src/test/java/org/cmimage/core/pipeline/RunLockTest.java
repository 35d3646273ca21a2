package org.cmimage.core.pipeline;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.cmimage.core.spi.FaultException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunLockTest {
  @TempDir private Path directory;

  @Test
  void aSecondRunIsToldWhoHoldsTheLock() throws IOException {
    Path file = directory.resolve("lib/lock");
    try (RunLock first = RunLock.take(file)) {
      assertThatThrownBy(() -> RunLock.take(file).close())
          .isInstanceOf(FaultException.class)
          .hasMessageContaining("process " + ProcessHandle.current().pid());
    }
    RunLock.take(file).close();
  }
}
