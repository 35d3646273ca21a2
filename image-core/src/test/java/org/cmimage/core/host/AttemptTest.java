package org.cmimage.core.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.ImageException;
import org.cmimage.core.fault.Remedy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AttemptTest {
  private static final Remedy OTHERWISE = new Remedy.Advice("look at it");
  private static final Attempt ATTEMPT =
      new Attempt("cannot run", Path.of("/cm/images"), OTHERWISE);

  @AfterEach
  void clearInterruption() {
    Thread.interrupted();
  }

  @Test
  void faultIsTheFailure() {
    FaultException fault =
        new FaultException(ErrorCode.LOCKED, "cannot start", "it is locked", new Remedy.None());

    ImageException failure = ATTEMPT.failure(fault);

    assertThat(failure).hasMessage("cannot start: it is locked").hasCause(fault);
    assertThat(failure.code()).isEqualTo(ErrorCode.LOCKED);
  }

  @Test
  void refusalOfTheKernelHasItsOwnCure() {
    FaultException full = ATTEMPT.fault(new IOException("No space left on device"));
    FaultException missing = ATTEMPT.fault(new UncheckedIOException(new NoSuchFileException("/x")));

    assertThat(full.code()).isEqualTo(ErrorCode.DISK_FULL);
    assertThat(full.remedy()).isEqualTo(new Remedy.FreeSpace(Path.of("/cm/images"), 0));
    assertThat(full).hasMessage("cannot run: No space left on device");
    assertThat(missing.code()).isEqualTo(ErrorCode.INPUT_OUTPUT);
    assertThat(missing.remedy()).isEqualTo(OTHERWISE);
    assertThat(missing).hasMessage("cannot run: \"/x\": no such file or directory");
  }

  @Test
  void interruptionIsToldAndKept() {
    FaultException failure = ATTEMPT.fault(new IOException(new ClosedByInterruptException()));

    assertThat(failure).hasMessage("cannot run: interrupted");
    assertThat(failure.code()).isEqualTo(ErrorCode.INTERRUPTED);
    assertThat(failure.remedy()).isEqualTo(OTHERWISE);
    assertThat(Thread.currentThread().isInterrupted()).isTrue();
  }

  @Test
  void anythingElseIsABugOfOurs() {
    FaultException failure = ATTEMPT.fault(new IllegalStateException("odd"));

    assertThat(failure.code()).isEqualTo(ErrorCode.INTERNAL);
    assertThat(failure)
        .hasMessage("cannot run: internal error: java.lang.IllegalStateException: odd");
  }
}
